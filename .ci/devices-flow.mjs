// What one person does on two devices: each change made on one is seen on the other. Takes the place of
// lib/flow.mjs in a copy of ../shared/clients, so that both official client libraries play it.
import assert from 'node:assert/strict';
import { Admin } from './admin.mjs';
import { until } from './client.mjs';

const WEB = 5;
const WINDOWS = 3;
const WORKING_GROUP = 2;

/** Not console.log: a client library may write there too. */
const print = (line) => process.stdout.write(`${line}\n`);

/** Plays all steps, a line for each; true when every one passed. A step that needs an earlier one fails with it. */
export async function runFlow(options, newClient) {
  const run = Date.now().toString(36);
  const [annID, bobID] = [`ann_${run}`, `bob_${run}`];
  const single = `si_${annID}_${bobID}`;
  let admin, desk, lap, bob, groupID;
  let number = 0;
  let failed = 0;

  async function step(name, body) {
    const label = `${String(++number).padStart(2)} ${name}`;
    try {
      await body();
      print(`ok   ${label}`);
    } catch (error) {
      failed++;
      print(`FAIL ${label}: ${options.verbose ? error.stack : error.message}`);
    }
  }

  async function login(userID, platformID) {
    const client = await newClient(userID);
    await client.call('login', {
      userID, token: await admin.userToken(userID, platformID), platformID,
      apiAddr: options.api, wsAddr: options.ws, logLevel: 2,
    });
    await client.event('OnSyncServerFinish');
    return client;
  }

  const online = (userID, platforms) => until(`${userID} online ${platforms} times`, async () => {
    const { statusList } = await admin.post('/user/get_users_status', { userID, userIDs: [userID] });
    return statusList?.[0]?.platformIDs?.length === platforms;
  });
  /** What `probe` says of a device becomes true on each of them. */
  const onBoth = (what, probe) => Promise.all([desk, lap].map((device) => until(what, () => probe(device))));
  const friend = async (device) =>
    (await device.call('getFriendListPage', { offset: 0, count: 10 })).find(({ userID }) => userID === bobID);

  await step('one person logs in on two devices, another on one', async () => {
    admin = await Admin.connect(options);
    await admin.register([annID, bobID].map((userID) => ({ userID, nickname: userID.split('_')[0], faceURL: '' })));
    desk = await login(annID, WEB);
    lap = await login(annID, WINDOWS);
    bob = await login(bobID, WEB);
    await online(annID, 2);
    await online(bobID, 1);
  });
  await step('what is sent from one device is on the other', async () => {
    const { clientMsgID } = await desk.sends('from the desk', { recvID: bobID });
    await bob.receives(clientMsgID);
    await onBoth('the sent text', async (device) => (await device.texts(single)).includes('from the desk'));
  });
  await step('what is received is on both', async () => {
    const { clientMsgID } = await bob.sends('to both', { recvID: annID });
    await Promise.all([desk, lap].map((device) => device.receives(clientMsgID)));
    await onBoth('one unread', async (device) => (await device.conversation(single))?.unreadCount === 1);
  });
  await step('what is read on one is read on the other', async () => {
    await lap.call('markConversationMessageAsRead', single);
    await onBoth('nothing unread', async (device) => (await device.conversation(single))?.unreadCount === 0);
  });
  await step('a conversation pinned on one is pinned on the other', async () => {
    await desk.call('setConversation', { conversationID: single, isPinned: true });
    await onBoth('pinned', async (device) => (await device.conversation(single))?.isPinned);
  });
  await step('a new nickname is on both', async () => {
    await lap.call('setSelfInfo', { userID: annID, nickname: 'Ann' });
    await onBoth('the nickname', async (device) => (await device.call('getSelfUserInfo')).nickname === 'Ann');
  });
  await step('a friend accepted on one is in the list of the other', async () => {
    await bob.call('addFriend', { toUserID: annID, reqMsg: 'hello' });
    await Promise.all([desk, lap].map((device) =>
      device.event('OnFriendApplicationAdded', ({ fromUserID }) => fromUserID === bobID)));
    await desk.call('acceptFriendApplication', { toUserID: bobID, handleMsg: 'welcome' });
    await onBoth('the friend', friend);
  });
  await step('a remark made on one is on the other', async () => {
    await lap.call('updateFriends', { friendUserIDs: [bobID], remark: 'Bobby' });
    await onBoth('the remark', async (device) => (await friend(device))?.remark === 'Bobby');
  });
  await step('a group founded on one is in the list of the other', async () => {
    ({ groupID } = await desk.call('createGroup', {
      memberUserIDs: [bobID], adminUserIDs: [], ownerUserID: annID,
      groupInfo: { groupName: 'pair', groupType: WORKING_GROUP },
    }));
    await onBoth('the group', async (device) =>
      (await device.call('getJoinedGroupListPage', { offset: 0, count: 10 })).some((group) => group.groupID === groupID));
  });
  await step('a group renamed on one is renamed on the other', async () => {
    await lap.call('setGroupInfo', { groupID, groupName: 'two' });
    await onBoth('the name', async (device) =>
      (await device.call('getSpecifiedGroupsInfo', [groupID]))[0]?.groupName === 'two');
  });
  await step('a group dissolved on one is gone from the other', async () => {
    await desk.call('dismissGroup', groupID);
    await onBoth('no group', async (device) =>
      !(await device.call('getJoinedGroupListPage', { offset: 0, count: 10 })).some((group) => group.groupID === groupID));
  });
  await step('whom one blocks is blocked on the other', async () => {
    // The client for browsers synchronises its list on the answer and on the notification, both at once: the
    // insert that comes second fails, and the person is blocked all the same.
    await lap.call('addBlack', { toUserID: bobID }).catch((error) => {
      if (!/addBlack: 10005 error \*errors\.errorString/.test(error.message)) throw error;
    });
    await Promise.all([desk, lap].map((device) => device.event('OnBlackAdded', ({ userID }) => userID === bobID)));
  });
  await step('all log out', async () => {
    for (const client of [desk, lap, bob]) await client.call('logout');
  });

  print(`\n${number - failed} of ${number} steps passed`);
  return failed === 0;
}
