package jetbrains.exodus.env;

import jetbrains.exodus.log.Log;

/** Lets an environment be extended, whose constructor nobody outside of this package may call. */
public abstract class ExtensibleEnvironment extends EnvironmentImpl {
  protected ExtensibleEnvironment(Log log, EnvironmentConfig config) {
    super(log, config);
  }
}
