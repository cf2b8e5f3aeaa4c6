package org.heapgres.wire.internal;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.stream.Stream;
import org.slf4j.Logger;

/**
 * How the log looks: to stderr, so that stdout holds the ready line alone; statements and plans in
 * PostgreSQL's words behind {@code log_line_prefix}. Logback finds this as a service. Where there
 * is a file of Logback's, named by {@code -Dlogback.configurationFile} or as {@code logback.xml} of
 * a program that embeds the server, that is what counts. It is no such file itself because a start
 * waits for the log, which would spend nearly half of its time on reading XML.
 */
public final class LogConfigurator extends ContextAwareBase implements Configurator {
  private static final String LEVEL = "HEAPGRES_LOG_LEVEL";

  @Override
  public ExecutionStatus configure(LoggerContext log) {
    if (hasFile()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ch.qos.logback.classic.Logger root = log.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(System.getenv(LEVEL), Level.INFO));
    root.addAppender(
        stderr(log, "stderr", "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{0}: %msg%n"));
    ch.qos.logback.classic.Logger statements = log.getLogger("postgres");
    statements.setLevel(Level.INFO);
    statements.setAdditive(false);
    statements.addAppender(stderr(log, "statements", "%msg%n"));
    log.getLogger("jetbrains.exodus").setLevel(Level.WARN);
    log.getLogger("io.netty").setLevel(Level.WARN);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean hasFile() {
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null
        || Stream.of(ClassicConstants.TEST_AUTOCONFIG_FILE, ClassicConstants.AUTOCONFIG_FILE)
            .anyMatch(name -> LogConfigurator.class.getResource("/" + name) != null);
  }

  private static Appender<ILoggingEvent> stderr(LoggerContext log, String name, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(log);
    encoder.setPattern(pattern);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(log);
    appender.setName(name);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
