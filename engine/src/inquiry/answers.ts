/** Every question with what answers it. */

import { logPage } from "../reports/cancellation-log.ts";
import { openRecord, type RecordReader } from "../store/record-reader.ts";
import { explainedCancellation } from "./cancellation.ts";
import { createPolicies } from "./policies.ts";
import { checkedText, policiesOnDisk, policySource } from "./policy-answers.ts";
import type { AnswerOf, InquiryInput, ParamsOf, Question } from "./questions.ts";
import { reportAnswer } from "./report.ts";
import { createWhatIf } from "./what-if/what-if.ts";

export type Answers = { readonly [Q in Question]: (params: ParamsOf<Q>) => AnswerOf<Q> | Promise<AnswerOf<Q>> };

export function createAnswers(input: InquiryInput): Answers {
  const policies = createPolicies(input);
  const { config } = input;
  const whatIf = createWhatIf(config);
  const withRecord = async <T>(read: (record: RecordReader) => T | Promise<T>): Promise<T> => {
    const record = openRecord(config.store.path);
    try {
      return await read(record);
    } finally {
      record.close();
    }
  };
  return {
    policies: async () => policiesOnDisk(await policies.read()),
    source: async ({ path }) => policySource(await policies.read(), path),
    check: async (text) => checkedText(await policies.read(), policies, text),
    cancellation: async ({ id }) => {
      const today = await policies.read();
      return withRecord((record) => explainedCancellation(record, today, config, id));
    },
    whatIf: async (request) => {
      const today = await policies.read();
      return withRecord((record) => whatIf(record, today, request));
    },
    report: (question) => withRecord((record) => reportAnswer(record, question, config.zone)),
    log: ({ cursor, ...filter }) => withRecord((record) => logPage(record, filter, cursor)),
  };
}
