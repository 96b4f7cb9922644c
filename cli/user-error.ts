/** Something the person at the terminal can cure: printed as one line, without a stack trace. */
export class UserError extends Error {}
