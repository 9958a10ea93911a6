/// End-to-end tests: two people and a group, over REST and WebSocket, through every service and the
/// real stores. The scenarios are written once ([im.standalone.e2e.ChatScenarios]) and run against
/// one JVM and against separate processes; the fault tests kill processes in mid-load.
@NullMarked
package im.standalone.e2e;

import org.jspecify.annotations.NullMarked;
