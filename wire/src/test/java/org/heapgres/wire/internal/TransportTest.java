package org.heapgres.wire.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import org.heapgres.wire.EmbeddedHeapgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransportTest {
  private static final int LARGE = 5_000_000;

  /** Without the native libraries everything works as well, by NIO, which takes twice the CPU. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void linuxHasEpoll() {
    assertNull(Transport.EPOLL.unavailability());
  }

  /** A kernel may refuse io_uring, but the library is there. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void linuxHasTheLibraryForRings() {
    Throwable cause = Transport.IO_URING.unavailability();
    assertFalse(cause instanceof LinkageError, () -> String.valueOf(cause));
  }

  @Test
  void auto() throws IOException {
    assertEquals(
        Arrays.stream(Transport.values()).filter(t -> t.unavailability() == null).findFirst().get(),
        Transport.of("auto"));
    assertEquals(Transport.NIO, Transport.of("nio"));
  }

  @ParameterizedTest
  @EnumSource
  void serves(Transport transport) throws SQLException {
    Map<String, String> settings = Map.of("heapgres.transport", transport.toString());
    if (transport.unavailability() != null) {
      assertThrows(
          Exception.class, () -> EmbeddedHeapgres.start(o -> o.withSettings(settings)).close());
      return;
    }
    try (EmbeddedHeapgres server = EmbeddedHeapgres.start(o -> o.withSettings(settings));
        Connection connection = DriverManager.getConnection(server.jdbcUrl())) {
      String large = "x".repeat(LARGE);
      try (var statement = connection.prepareStatement("SELECT ? || 'y'")) {
        statement.setString(1, large);
        ResultSet result = statement.executeQuery();
        assertTrue(result.next());
        assertEquals(LARGE + 1, result.getString(1).length());
      }
    }
  }
}
