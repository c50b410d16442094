package dev.varve.rego.plan;

import dev.varve.rego.Program;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan as classes.
 *
 * @param main name of the main class
 * @param classes class files by name
 */
public record TranslatedPlan(String main, Map<String, byte[]> classes) {
  /** Counts up when the same plan would become other classes, or these would not run any more. */
  public static final int FORM = 2;

  /** All classes as one file, which {@link #read} reads. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(main);
      out.writeInt(classes.size());
      for (Map.Entry<String, byte[]> file : classes.entrySet()) {
        out.writeUTF(file.getKey());
        out.writeInt(file.getValue().length);
        out.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #bytes} wrote. */
  public static TranslatedPlan read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String main = in.readUTF();
      Map<String, byte[]> classes = new LinkedHashMap<>();
      for (int missing = in.readInt(); missing > 0; missing--) {
        String name = in.readUTF();
        classes.put(name, in.readNBytes(in.readInt()));
      }
      return new TranslatedPlan(main, classes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
  }

  /** Loads the classes into this process, and makes a program of them. */
  public Program load() {
    return program(new Loader(this), main);
  }

  /** Whether a program has its classes on the class path. */
  public static boolean isThere(ClassLoader loader, String main) {
    return loader.getResource(main.replace('.', '/') + ".class") != null;
  }

  /** The program that has its classes on the class path. */
  public static Program program(ClassLoader loader, String main) {
    try {
      return (Program) Class.forName(main, true, loader).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(main + " does not start", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("varve is not installed completely: no " + main, e);
    }
  }

  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(TranslatedPlan plan) {
      super(Program.class.getClassLoader());
      this.classes = plan.classes();
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] file = classes.get(name);
      if (file == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, file, 0, file.length);
    }
  }
}
