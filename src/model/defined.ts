type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

/** The same without what is undefined. */
export const defined = <Values extends object>(values: Values): Defined<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>;
