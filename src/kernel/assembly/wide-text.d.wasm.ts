/** The module in base64. */
declare const module: string;
export default module;
