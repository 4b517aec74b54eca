/** Colours of the whole application. */
export const theme = { colour: "teal", space: 8 };
