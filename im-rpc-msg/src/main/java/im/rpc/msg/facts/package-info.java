/// What this service needs to know of users, groups, relations and settings that others own, kept
/// for as long as they publish no change. Start at [im.rpc.msg.facts.ChatFacts].
@NullMarked
package im.rpc.msg.facts;

import org.jspecify.annotations.NullMarked;
