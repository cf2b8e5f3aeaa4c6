package org.heapgres.wire.internal;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.io.IOException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the event loops ask the kernel for bytes, in order of preference. io_uring takes the answers
 * to all clients of a turn in one system call; kernels and containers may refuse it.
 */
enum Transport {
  IO_URING {
    @Override
    Throwable unavailability() {
      return IoUring.unavailabilityCause();
    }

    @Override
    IoHandlerFactory handlers() {
      return IoUringIoHandler.newFactory(new IoUringIoHandlerConfig().setCqSize(COMPLETIONS));
    }

    @Override
    ServerChannel newChannel() {
      return new IoUringServerSocketChannel();
    }
  },
  EPOLL {
    @Override
    Throwable unavailability() {
      return Epoll.unavailabilityCause();
    }

    @Override
    IoHandlerFactory handlers() {
      return EpollIoHandler.newFactory();
    }

    @Override
    ServerChannel newChannel() {
      return new EpollServerSocketChannel();
    }
  },
  NIO {
    @Override
    Throwable unavailability() {
      return null;
    }

    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerChannel newChannel() {
      return new NioServerSocketChannel();
    }
  };

  private static final Logger logger = LoggerFactory.getLogger(Transport.class);

  /**
   * Messages that may have come for a loop and wait for it before the kernel allocates for more.
   */
  private static final int COMPLETIONS = 16 * 1024;

  /**
   * What {@code heapgres.transport} names; for {@code auto} the first that this machine has.
   *
   * @throws IOException when this machine has not what is named
   */
  static Transport of(String setting) throws IOException {
    boolean any = setting.equals("auto");
    for (Transport transport : values()) {
      if (any || transport.toString().equals(setting)) {
        Throwable cause = transport.unavailability();
        if (cause == null) {
          return transport;
        }
        if (!any) {
          throw new IOException(
              "heapgres.transport = " + setting + " is not to be had here", cause);
        }
        logger.info("Serving without {}: {}", transport, cause.toString());
      }
    }
    throw new IllegalArgumentException(setting);
  }

  /** Why this machine does not have it; null when it has. */
  abstract Throwable unavailability();

  abstract IoHandlerFactory handlers();

  /** Where clients come in. */
  abstract ServerChannel newChannel();

  /** As in {@code heapgres.transport}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
