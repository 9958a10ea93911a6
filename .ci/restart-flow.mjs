// Two people chat while a gateway is restarted. Takes the place of lib/flow.mjs in a copy of ../shared/clients. The
// gateway is to be restarted after step 3: before, the client would pass over the new connection, as it does not
// synchronise again within five seconds.
import assert from 'node:assert/strict';
import { Admin } from './admin.mjs';
import { until } from './client.mjs';

const WEB = 5;
const SYNCHRONISES_AGAIN_MS = 5500;

/** Not console.log: a client library may write there too. */
const print = (line) => process.stdout.write(`${line}\n`);

/** Plays all steps, a line for each; true when every one passed. A step that needs an earlier one fails with it. */
export async function runFlow(options, newClient) {
  const run = Date.now().toString(36);
  const [annID, bobID] = [`ann_${run}`, `bob_${run}`];
  const single = `si_${annID}_${bobID}`;
  const texts = { [annID]: [], [bobID]: [] };
  let admin, ann, bob;
  let number = 0;
  let failed = 0;

  async function step(name, body) {
    const start = performance.now();
    const label = `${String(++number).padStart(2)} ${name}`;
    try {
      await body();
      print(`ok   ${label} (${Math.round(performance.now() - start)} ms)`);
    } catch (error) {
      failed++;
      print(`FAIL ${label}: ${options.verbose ? error.stack : error.message}`);
    }
  }

  async function login(userID) {
    const client = await newClient(userID);
    await client.call('login', {
      userID, token: await admin.userToken(userID, WEB), platformID: WEB,
      apiAddr: options.api, wsAddr: options.ws, logLevel: 2,
    });
    await client.event('OnSyncServerFinish');
    await until(`${userID} online`, () => admin.isOnline(userID));
    return client;
  }

  /** Sends as an application does: what got no answer because its connection broke is sent again, as the same message. */
  async function deliver(from, to, text) {
    const message = await from.call('createTextMessage', text);
    const send = () => from.call('sendMessage', { recvID: to.userID, groupID: '', message });
    await send().catch((error) => {
      print(`     sent again: ${text}, ${error.message}`);
      return send();
    });
    await to.receives(message.clientMsgID);
    texts[to.userID].push(text);
  }

  async function chat(count) {
    for (let i = 0; i < count; i++) {
      await deliver(ann, bob, `to bob ${texts[bobID].length}`);
      await deliver(bob, ann, `to ann ${texts[annID].length}`);
    }
  }

  const received = (client) => client.events.filter(({ event }) => /^onrecv(offline)?newmessages?$/i.test(event))
    .flatMap(({ data }) => data).map((message) => message.textElem?.content);

  await step('two users log in', async () => {
    admin = await Admin.connect(options);
    await admin.register([annID, bobID].map((userID) => ({ userID, nickname: userID.split('_')[0], faceURL: '' })));
    ann = await login(annID);
    bob = await login(bobID);
  });
  const since = performance.now();
  await step('they chat', () => chat(3));
  await step('both clients would synchronise again', () =>
    until('time enough', async () => performance.now() - since > SYNCHRONISES_AGAIN_MS));
  await step('they go on, whatever becomes of their connections', () => chat(30));
  await step('each message came once and in order', async () => {
    assert.deepEqual(received(bob), texts[bobID]);
    assert.deepEqual(received(ann), texts[annID]);
  });
  await step('the history is the same on both sides', async () => {
    // Who sends gets a copy of his own, which may come a moment later than the receiver's.
    await until('the last fifty messages on both sides', async () => {
      const [one, other] = [await ann.texts(single), await bob.texts(single)];
      return one.length === 50 && JSON.stringify(one) === JSON.stringify(other);
    });
  });
  await step('one more message is unread until it is marked as read', async () => {
    const unread = (what, holds) => until(what, async () => holds((await bob.conversation(single))?.unreadCount));
    await deliver(ann, bob, 'the last one');
    await unread('something unread', (count) => count > 0);
    await bob.call('markConversationMessageAsRead', single);
    await unread('nothing unread', (count) => count === 0);
  });
  await Promise.all([ann, bob].map((client) => client.call('logout')));
  return failed === 0;
}
