// Servers that would listen on every interface listen on loopback: node --require.
const { Server } = require("node:net");

const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {
  const isOpen = ["number", "string"].includes(typeof port) && typeof rest[0] !== "string";
  return listen.call(this, port, ...(isOpen ? ["127.0.0.1"] : []), ...rest);
};
