import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives the classes of jars that were compiled for a Java older than 6 the stack maps of later
 * ones: without, the JVM keeps no class in its AOT cache, and takes long to verify it at each start.
 */
void main(String[] jars) throws IOException {
  for (String jar : jars) {
    modernise(Path.of(jar));
  }
}

void modernise(Path jar) throws IOException {
  try (FileSystem files = FileSystems.newFileSystem(jar)) {
    ClassHierarchyResolver hierarchy =
        ClassHierarchyResolver.ofResourceParsing(name -> classFile(files, name))
            .orElse(ClassHierarchyResolver.defaultResolver());
    ClassFile classes =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(hierarchy),
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
    List<Path> all;
    try (Stream<Path> found = Files.walk(files.getPath("/"))) {
      all = found.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (Path file : all) {
      ClassModel old = classes.parse(Files.readAllBytes(file));
      if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
        Files.write(file, classes.transformClass(old, modern()));
      }
    }
  }
}

/** The same with all method bodies written anew, which is when they get their stack maps. */
ClassTransform modern() {
  ClassTransform version =
      (builder, element) -> {
        if (element instanceof ClassFileVersion) {
          builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
          builder.with(element);
        }
      };
  return version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
}

/** Null for a class that is not in the jar. */
InputStream classFile(FileSystem files, ClassDesc name) {
  String internal = name.descriptorString().substring(1, name.descriptorString().length() - 1);
  Path file = files.getPath(internal + ".class");
  try {
    return Files.exists(file) ? Files.newInputStream(file) : null;
  } catch (IOException e) {
    throw new UncheckedIOException(e);
  }
}
