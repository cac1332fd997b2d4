/** What every channel is: something that takes a notification, or a digest of several, and says how that went. */

import type { Course } from "./course.ts";
import type { Digest } from "./digest.ts";
import type { Notification } from "./notification.ts";

/** One notification, or several as a digest. */
export type Letter =
  | { readonly kind: "single"; readonly notification: Notification; readonly course: Course | null }
  | { readonly kind: "digest"; readonly notifications: readonly Notification[]; readonly digest: Digest };

export type Delivered =
  /** `waitMs`: how long the receiver wants to hear nothing more. */
  | { readonly kind: "delivered"; readonly waitMs?: number }
  /** May work later; `afterMs` null: when the queue thinks right. */
  | { readonly kind: "later"; readonly problem: string; readonly afterMs: number | null }
  /** This letter will never be taken. */
  | { readonly kind: "refused"; readonly problem: string }
  /** No letter will be, until somebody mends the configuration. */
  | { readonly kind: "gone"; readonly problem: string };

export interface Channel {
  /** Never rejects for what the world does. */
  deliver(letter: Letter): Promise<Delivered>;
}

/** What a letter is known by: retries have the same. */
export function letterId(letter: Letter): string {
  return letter.kind === "single"
    ? letter.notification.id
    : `${letter.notifications[0]!.id}+${letter.notifications.length}`;
}

export function notificationsOf(letter: Letter): readonly Notification[] {
  return letter.kind === "single" ? [letter.notification] : letter.notifications;
}
