/** Stands for a CSS module: each class is called as in the file. */
export default new Proxy({}, { get: (_, name) => name });
