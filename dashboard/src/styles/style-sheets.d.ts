/** Style sheets come with the chunk of what they are for. */
declare module "*.css";
