package org.heapgres.planner.parse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL 18's own grammar in a Node process: libpg_query as WebAssembly. The build installs it
 * into {@code target/oracle}. For use by one thread.
 */
final class Oracle implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("target", "oracle");
  private static final int BATCH = 64;

  /** A tree, or the message and the position (in characters from 0) of an error. */
  record Answer(JsonNode tree, String error, int position) {}

  private final ObjectMapper mapper = new ObjectMapper();
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;

  Oracle() throws IOException {
    process =
        new ProcessBuilder("node", "--stack-size=50000", "oracle.js")
            .directory(DIRECTORY.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    requests = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  List<Answer> parse(List<String> statements) throws IOException {
    List<Answer> result = new ArrayList<>(statements.size());
    for (int from = 0; from < statements.size(); from += BATCH) {
      List<String> batch = statements.subList(from, Math.min(from + BATCH, statements.size()));
      Thread writer = Thread.ofVirtual().start(() -> send(batch));
      for (int i = 0; i < batch.size(); i++) {
        result.add(receive());
      }
      try {
        writer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return result;
  }

  private void send(List<String> batch) {
    try {
      for (String statement : batch) {
        requests.write(mapper.writeValueAsString(statement));
        requests.write('\n');
      }
      requests.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer receive() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the oracle has ended");
    }
    JsonNode answer = mapper.readTree(line);
    return answer.has("tree")
        ? new Answer(answer.get("tree"), null, -1)
        : new Answer(null, answer.get("error").asText(), answer.get("position").asInt());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
