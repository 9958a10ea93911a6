package im.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import im.common.context.RequestContext;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/// What both forms of a log line have in common. Appenders lay out lines on the thread that logs,
/// which is how a line knows its request.
abstract class LineLayout extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
  private static final String TOKEN_START = "eyJ";
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  private final String processName;
  private final String version;
  private final long pid = ProcessHandle.current().pid();

  LineLayout(String processName) {
    this.processName = processName;
    String implementation = LineLayout.class.getPackage().getImplementationVersion();
    this.version = implementation == null ? "dev" : implementation;
  }

  final String processName() {
    return processName;
  }

  final String version() {
    return version;
  }

  final long pid() {
    return pid;
  }

  static String time(ILoggingEvent event) {
    return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
  }

  /// The message, without tokens that found their way into it.
  static String message(ILoggingEvent event) {
    return masked(String.valueOf(event.getFormattedMessage()));
  }

  static String masked(String text) {
    return text.contains(TOKEN_START) ? TOKEN.matcher(text).replaceAll("<token>") : text;
  }

  /// Writes the members of a JSON object: the request's, then those of the event. Members that are
  /// empty are left out; `separator` goes before the first one written.
  static void appendFields(StringBuilder line, ILoggingEvent event, String separator) {
    RequestContext context = RequestContext.current();
    String next = separator;
    next = appendField(line, next, "platform", context.platform());
    next = appendField(line, next, "connID", context.connID());
    next = appendField(line, next, "operationID", context.operationID());
    next = appendField(line, next, "opUserID", context.opUserID());
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        next = appendField(line, next, pair.key, masked(String.valueOf(pair.value)));
      }
    }
  }

  /// Writes `"name":"value"` unless the value is empty; the separator for the next one.
  static String appendField(StringBuilder line, String separator, String name, String value) {
    if (value.isEmpty()) {
      return separator;
    }
    line.append(separator);
    appendQuoted(line, name);
    line.append(':');
    appendQuoted(line, value);
    return ",";
  }

  private static void appendQuoted(StringBuilder line, String text) {
    line.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, line);
    line.append('"');
  }
}
