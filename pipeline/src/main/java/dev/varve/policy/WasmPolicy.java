package dev.varve.policy;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a compiled policy with its data: OPA's Wasm interface, version 1.2 or later (OPA
 * documentation, "WebAssembly", section "Exports"). Not for several threads at once.
 *
 * <p>The memory holds, from below: the module's own data, the parsed policy data, then the input
 * and everything an evaluation makes. An evaluation starts by setting the heap back to the end of
 * the policy data, so nothing of an earlier one is left.
 */
final class WasmPolicy {
  /** Pages that OPA's modules ask for at least; the module itself says how many more it needs. */
  private static final int INITIAL_PAGES = 16;

  /** 1 GiB; protects the process from a rule that builds without end. */
  private static final int MAX_PAGES = 16_384;

  private static final int CHUNK_BYTES = 4096;

  /** Output as JSON text. */
  private static final int FORMAT_JSON = 0;

  private final Instance instance;
  private final Memory memory;
  private final Map<String, Integer> entrypoints;
  private final Map<Integer, String> hostBuiltins;
  private final int dataAddress;
  private final int heapStart;

  /**
   * @param module may be stripped of its code, if {@code machines} brings it
   * @param data the document that rules see as {@code data}, as JSON
   */
  WasmPolicy(WasmModule module, Function<Instance, Machine> machines, byte[] data)
      throws PolicyAbort {
    this.memory = new WasmMemory(INITIAL_PAGES, MAX_PAGES);
    this.instance =
        Instance.builder(module).withMachineFactory(machines).withImportValues(imports()).build();
    Map<Integer, String> names = new TreeMap<>();
    numbers("builtins").forEach((name, id) -> names.put(id, name));
    this.hostBuiltins = Collections.unmodifiableMap(names);
    this.entrypoints = Collections.unmodifiableMap(numbers("entrypoints"));
    int text = (int) call("opa_malloc", data.length);
    memory.write(text, data);
    this.dataAddress = (int) call("opa_json_parse", text, data.length);
    if (dataAddress == 0) {
      throw new PolicyAbort("the policy data is not JSON that the policy can read");
    }
    call("opa_free", text);
    call("opa_heap_blocks_stash");
    this.heapStart = (int) call("opa_heap_ptr_get");
  }

  private Map<String, Integer> numbers(String export) throws PolicyAbort {
    Map<String, Integer> ids = new TreeMap<>();
    JsonObject named = object(call("opa_json_dump", call(export)));
    for (Map.Entry<String, JsonValue> entry : named.members().entrySet()) {
      Long id = entry.getValue().longOrNull();
      if (id != null) {
        ids.put(entry.getKey(), Math.toIntExact(id));
      }
    }
    return ids;
  }

  /** The built-ins that the module has not compiled in and asks its host for, by name. */
  static SortedSet<String> hostBuiltins(WasmModule module) throws PolicyAbort {
    byte[] noData = "{}".getBytes(StandardCharsets.UTF_8);
    WasmPolicy policy = new WasmPolicy(module, InterpreterMachine::new, noData);
    return new TreeSet<>(policy.hostBuiltins.values());
  }

  /** Names of the rules that can be asked for, such as {@code varve/entry/image/findings}. */
  Map<String, Integer> entrypoints() {
    return entrypoints;
  }

  /** Bytes of memory this instance holds; it never shrinks. */
  long memoryBytes() {
    return (long) memory.pages() * Memory.PAGE_SIZE;
  }

  /**
   * Evaluates one rule. After a {@link PolicyAbort} the instance must not be used again.
   *
   * @param input JSON text
   * @return the value of the rule, or null if it is undefined
   */
  @Nullable JsonValue evaluate(String entrypoint, byte[] input) throws PolicyAbort {
    Integer id = entrypoints.get(entrypoint);
    if (id == null) {
      throw new IllegalArgumentException("no entrypoint " + entrypoint);
    }
    int inputAddress = heapStart;
    reserve((long) inputAddress + input.length);
    memory.write(inputAddress, input);
    int heap = Math.addExact(inputAddress, input.length);
    int result =
        (int) call("opa_eval", 0, id, dataAddress, inputAddress, input.length, heap, FORMAT_JSON);
    JsonArray results = parse(result).arrayOrNull();
    if (results == null) {
      throw new PolicyAbort("the policy's answer is not a list of results");
    }
    JsonObject first = results.isEmpty() ? null : results.get(0).objectOrNull();
    return first == null ? null : first.get("result");
  }

  private void reserve(long end) throws PolicyAbort {
    long missing = end - memoryBytes();
    if (missing > 0) {
      long pages = (missing + Memory.PAGE_SIZE - 1) / Memory.PAGE_SIZE;
      if (pages > MAX_PAGES || memory.grow((int) pages) < 0) {
        throw new PolicyAbort("the input does not fit into the policy's memory");
      }
    }
  }

  private ImportValues imports() {
    ImportValues.Builder imports =
        ImportValues.builder()
            .addMemory(new ImportMemory("env", "memory", memory))
            .addFunction(
                new HostFunction(
                    "env",
                    "opa_abort",
                    FunctionType.accepting(ValType.I32),
                    (caller, arguments) -> {
                      throw new Aborted(text((int) arguments[0]));
                    }))
            .addFunction(
                new HostFunction(
                    "env",
                    "opa_println",
                    FunctionType.accepting(ValType.I32),
                    // print() is for writing rules; what it says is no result.
                    (caller, arguments) -> new long[0]));
    for (int arity = 0; arity <= 4; arity++) {
      ValType[] parameters = new ValType[arity + 2];
      Arrays.fill(parameters, ValType.I32);
      imports.addFunction(
          new HostFunction(
              "env",
              "opa_builtin" + arity,
              FunctionType.of(parameters, new ValType[] {ValType.I32}),
              (caller, arguments) -> new long[] {hostBuiltin(arguments)}));
    }
    return imports.build();
  }

  /**
   * A built-in that the module does not bring.
   *
   * @param arguments number of the built-in, an unused context, then addresses of values
   */
  private long hostBuiltin(long[] arguments) {
    String name = hostBuiltins.getOrDefault((int) arguments[0], "number " + arguments[0]);
    try {
      List<String> values = new ArrayList<>();
      for (int i = 2; i < arguments.length; i++) {
        values.add(text((int) call("opa_value_dump", arguments[i])));
      }
      byte[] answer = HostBuiltins.call(name, values).getBytes(StandardCharsets.UTF_8);
      long address = call("opa_malloc", answer.length);
      memory.write((int) address, answer);
      return call("opa_json_parse", address, answer.length);
    } catch (PolicyAbort e) {
      throw new Aborted(String.valueOf(e.getMessage()));
    }
  }

  private long call(String function, long... arguments) throws PolicyAbort {
    try {
      long[] results = instance.export(function).apply(arguments);
      return results == null || results.length == 0 ? 0 : results[0];
    } catch (Aborted e) {
      throw new PolicyAbort(e.reason);
    } catch (ChicoryException | StackOverflowError e) {
      PolicyAbort abort = new PolicyAbort(String.valueOf(e.getMessage()));
      abort.initCause(e);
      throw abort;
    }
  }

  private JsonObject object(long address) throws PolicyAbort {
    JsonObject object = parse((int) address).objectOrNull();
    if (object == null) {
      throw new PolicyAbort("the policy module does not describe itself");
    }
    return object;
  }

  private JsonValue parse(int address) throws PolicyAbort {
    try {
      return Json.parse(bytes(address), "the policy's answer", Limits.DEFAULT);
    } catch (InputException e) {
      PolicyAbort abort = new PolicyAbort(e.source() + ": " + e.detail());
      abort.initCause(e);
      throw abort;
    }
  }

  private String text(int address) {
    return new String(bytes(address), StandardCharsets.UTF_8);
  }

  /** The bytes up to the first zero byte. */
  private byte[] bytes(int address) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long end = memoryBytes();
    for (long at = address; at < end; at += CHUNK_BYTES) {
      byte[] chunk = memory.readBytes((int) at, (int) Math.min(CHUNK_BYTES, end - at));
      for (int i = 0; i < chunk.length; i++) {
        if (chunk[i] == 0) {
          out.write(chunk, 0, i);
          return out.toByteArray();
        }
      }
      out.writeBytes(chunk);
    }
    return out.toByteArray();
  }

  /** Carries the module's reason through its own frames. */
  private static final class Aborted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Aborted(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
