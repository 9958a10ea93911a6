/// Clean-up at the times of `openim-crontask.yml`: old messages, messages that destroy themselves,
/// old objects. However many processes run, a job has one owner at a time, by a lease in Redis; a
/// run that its owner did not finish is taken up by the next. Start at
/// [im.msgtransfer.schedule.CleanUp].
@NullMarked
package im.msgtransfer.schedule;

import org.jspecify.annotations.NullMarked;
