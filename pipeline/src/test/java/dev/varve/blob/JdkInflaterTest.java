package dev.varve.blob;

class JdkInflaterTest extends RawInflaterContract {
  @Override
  RawInflater create() {
    return new JdkInflater();
  }
}
