package dev.varve.fleet;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Some elements that travel as one. Grouping costs a runner about the same for each element and key
 * whatever is inside, which for what a known image comes to is more than the image itself.
 *
 * @param <T> an element; immutable
 * @param all in no particular order
 */
record Some<T extends Serializable>(List<T> all) implements Serializable {
  Some {
    all = new ArrayList<>(all);
  }
}
