/// Logging of a process, set up in code from `log.yml`.
///
/// [im.common.logging.Logging] builds Logback's appenders: standard output, files that rotate by
/// time, as text or JSON. Every line carries who asked and under which operation, taken from the
/// [im.common.context.RequestContext] of the thread that logs; tokens are masked. Levels can be
/// changed while the process runs through [im.common.logging.LogLevels].
@NullMarked
package im.common.logging;

import org.jspecify.annotations.NullMarked;
