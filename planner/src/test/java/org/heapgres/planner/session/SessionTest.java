package org.heapgres.planner.session;

import java.nio.file.Path;
import org.heapgres.planner.session.TestServer.Client;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with an empty server, and a client of it. */
abstract class SessionTest {
  @TempDir Path directory;
  TestServer server;
  Client client;

  @BeforeEach
  final void open() {
    server = new TestServer(directory);
    client = server.connect();
  }

  @AfterEach
  final void close() {
    client.close();
    server.close();
  }
}
