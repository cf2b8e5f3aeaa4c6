package org.heapgres.wire;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a server is, as people write it. */
public final class JdbcUrl {
  private JdbcUrl() {}

  /** libpq's form of a URL in that of the JDBC driver. */
  public static String of(String url) {
    if (url.startsWith("jdbc:")) {
      return url;
    }
    URI uri = URI.create(url);
    StringBuilder jdbc = new StringBuilder("jdbc:postgresql://").append(uri.getHost());
    if (uri.getPort() >= 0) {
      jdbc.append(':').append(uri.getPort());
    }
    jdbc.append(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()).append('?');
    if (uri.getUserInfo() != null) {
      String[] user = uri.getUserInfo().split(":", 2);
      jdbc.append("user=").append(URLEncoder.encode(user[0], StandardCharsets.UTF_8));
      if (user.length > 1) {
        jdbc.append("&password=").append(URLEncoder.encode(user[1], StandardCharsets.UTF_8));
      }
    }
    return uri.getRawQuery() == null ? jdbc.toString() : jdbc + "&" + uri.getRawQuery();
  }
}
