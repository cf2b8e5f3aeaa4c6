package org.heapgres.wire.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.epoll.Epoll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class ListenerTest {
  /** Without its native library everything works as well, by NIO, which takes twice the CPU. */
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void linuxIsServedByEpoll() {
    assertTrue(Epoll.isAvailable(), () -> String.valueOf(Epoll.unavailabilityCause()));
  }
}
