package org.heapgres.wire.internal.hba;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.heapgres.wire.internal.hba.HbaRule.Kind;
import org.heapgres.wire.internal.hba.HbaRule.Method;

/** Reads one line of pg_hba.conf (manual, 20.1). Used by one thread. */
final class HbaParser {
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final List<String> NOT_BUILT =
      List.of("gss", "sspi", "pam", "bsd", "ldap", "radius", "ident", "oauth");

  private final Line line;
  private int next;

  private HbaParser(Line line) {
    this.line = line;
  }

  static HbaRule parse(Line line) throws HbaException {
    return new HbaParser(line).rule();
  }

  private HbaRule rule() throws HbaException {
    Kind kind = kind(single("connection type", "connection type"));
    List<Token> databases = names("database");
    List<Token> users = names("role");
    Hosts hosts = null;
    String address = null;
    String netmask = null;
    if (kind != Kind.LOCAL) {
      Token host = single("IP address", "host address");
      address = host.text();
      hosts = keyword(host);
      if (hosts == null) {
        int slash = address.indexOf('/');
        if (slash >= 0) {
          String bits = address.substring(slash + 1);
          address = address.substring(0, slash);
          byte[] base = numeric(address);
          if (base == null) {
            throw new HbaException(
                "specifying both host name and CIDR mask is invalid: \"" + host + "\"");
          }
          byte[] mask = Hosts.mask(base.length, bits(bits, base.length, host.text()));
          netmask = shown(mask);
          hosts = new Hosts.Network(Hosts.masked(base, mask), mask);
        } else if (numeric(address) != null) {
          Token mask = single("netmask", "netmask");
          netmask = mask.text();
          byte[] base = numeric(address);
          byte[] bytes = numeric(netmask);
          if (bytes == null) {
            throw new HbaException("invalid IP mask \"" + netmask + "\"");
          }
          if (bytes.length != base.length) {
            throw new HbaException("IP address and mask do not match");
          }
          hosts = new Hosts.Network(Hosts.masked(base, bytes), bytes);
        } else {
          hosts = new Hosts.Named(address);
        }
      }
    }
    Method method = method(kind, single("authentication method", "authentication type"));
    return new HbaRule(
        line.number(),
        kind,
        databases,
        users,
        hosts,
        address,
        netmask,
        method,
        options(kind, method));
  }

  private List<Token> field(String what) throws HbaException {
    if (next == line.fields().size()) {
      throw new HbaException("end-of-line before " + what + " specification");
    }
    return line.fields().get(next++);
  }

  private Token single(String what, String called) throws HbaException {
    if (next == line.fields().size() && what.equals("authentication method")) {
      throw new HbaException("end-of-line before authentication method");
    }
    List<Token> tokens = field(what);
    if (tokens.size() > 1) {
      throw new HbaException("multiple values specified for " + called);
    }
    return tokens.getFirst();
  }

  private List<Token> names(String what) throws HbaException {
    List<Token> tokens = field(what);
    for (Token token : tokens) {
      if (token.isRegex()) {
        token.regex();
      }
    }
    return tokens;
  }

  private static Kind kind(Token token) throws HbaException {
    return switch (token.text()) {
      case "local" -> Kind.LOCAL;
      case "host" -> Kind.HOST;
      case "hostssl" -> Kind.HOSTSSL;
      case "hostnossl" -> Kind.HOSTNOSSL;
      case "hostgssenc" -> Kind.HOSTGSSENC;
      case "hostnogssenc" -> Kind.HOSTNOGSSENC;
      default -> throw new HbaException("invalid connection type \"" + token + "\"");
    };
  }

  private static Hosts keyword(Token token) {
    if (token.is("all")) {
      return new Hosts.All();
    }
    if (token.is("samehost")) {
      return new Hosts.SameHost();
    }
    return token.is("samenet") ? new Hosts.SameNet() : null;
  }

  /** Null for what is no address in numbers. */
  private static byte[] numeric(String address) {
    try {
      return NUMERIC.matcher(address).matches()
          ? InetAddress.getByName(address).getAddress()
          : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String shown(byte[] mask) throws HbaException {
    try {
      return InetAddress.getByAddress(mask).getHostAddress();
    } catch (UnknownHostException e) {
      throw new HbaException(e.getMessage());
    }
  }

  private static int bits(String text, int length, String whole) throws HbaException {
    try {
      int bits = Integer.parseInt(text);
      if (bits >= 0 && bits <= 8 * length) {
        return bits;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new HbaException("invalid CIDR mask in address \"" + whole + "\"");
  }

  private static Method method(Kind kind, Token token) throws HbaException {
    for (Method method : Method.values()) {
      if (method.toString().equals(token.text())) {
        if (method == Method.CERT && kind != Kind.HOSTSSL) {
          throw new HbaException("cert authentication is only supported on hostssl connections");
        }
        if (method == Method.PEER && kind != Kind.LOCAL) {
          throw new HbaException("peer authentication is only supported on local sockets");
        }
        return method;
      }
    }
    throw new HbaException(
        "invalid authentication method \"%s\"%s"
            .formatted(
                token, NOT_BUILT.contains(token.text()) ? ": not supported by this build" : ""));
  }

  private Map<String, String> options(Kind kind, Method method) throws HbaException {
    Map<String, String> options = new LinkedHashMap<>();
    while (next < line.fields().size()) {
      for (Token token : new ArrayList<>(line.fields().get(next++))) {
        int equals = token.text().indexOf('=');
        if (equals < 0) {
          throw new HbaException("authentication option not in name=value format: " + token);
        }
        String name = token.text().substring(0, equals);
        String value = token.text().substring(equals + 1);
        check(kind, method, name, value);
        options.put(name, value);
      }
    }
    return options;
  }

  private static void check(Kind kind, Method method, String name, String value)
      throws HbaException {
    switch (name) {
      case "map" -> {
        if (method != Method.CERT && method != Method.PEER) {
          throw new HbaException(
              "authentication option \"map\" is only valid for authentication methods ident,"
                  + " peer, gssapi, sspi, cert, and oauth");
        }
      }
      case "clientcert" -> {
        if (kind != Kind.HOSTSSL) {
          throw new HbaException("clientcert can only be configured for \"hostssl\" rows");
        }
        if (method == Method.CERT && value.equals("verify-ca")) {
          throw new HbaException(
              "clientcert only accepts \"verify-full\" when using \"cert\" authentication");
        }
        if (!value.equals("verify-ca") && !value.equals("verify-full")) {
          throw new HbaException("invalid value for clientcert: \"" + value + "\"");
        }
      }
      case "clientname" -> {
        if (kind != Kind.HOSTSSL) {
          throw new HbaException("clientname can only be configured for \"hostssl\" rows");
        }
        if (!value.equals("CN") && !value.equals("DN")) {
          throw new HbaException("invalid value for clientname: \"" + value + "\"");
        }
      }
      default ->
          throw new HbaException("unrecognized authentication option name: \"" + name + "\"");
    }
  }
}
