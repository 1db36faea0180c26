/** One change that was made in writing only: the rule's code, the text before it and the text after it. */
export interface Fix {
  readonly rule: string
  readonly before: string
  readonly after: string
}
