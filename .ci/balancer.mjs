// What stands before several gateways: takes connections on a port of its own and gives each to the
// next gateway that accepts it. node balancer.mjs ws://host:port ...; prints the address to connect to.
import net from 'node:net';

const gateways = process.argv.slice(2).map((address) => new URL(address));
let turn = 0;

function connect(client, left) {
  if (left === 0) {
    client.destroy();
    return;
  }
  const { hostname, port } = gateways[turn++ % gateways.length];
  const gateway = net.connect(port, hostname);
  gateway.once('error', () => connect(client, left - 1));
  gateway.once('connect', () => {
    gateway.removeAllListeners('error');
    for (const [from, to] of [[client, gateway], [gateway, client]]) {
      from.pipe(to);
      from.once('close', () => to.destroy());
      from.once('error', () => to.destroy());
    }
  });
}

const server = net.createServer((client) => {
  client.on('error', () => client.destroy());
  connect(client, gateways.length);
});
server.listen(0, '127.0.0.1', () => console.log(`ws://127.0.0.1:${server.address().port}`));
