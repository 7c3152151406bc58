package dev.parley.ai.embedding;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;

/**
 * The model all-MiniLM-L6-v2, quantised, from the class path. One processor at a time works for it;
 * a process with it is about 110 MB larger.
 */
final class MiniLm implements Model {
  private static final String DATA = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
  private static final int LARGEST = Byte.MAX_VALUE;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece pieces;

  private MiniLm(OrtEnvironment environment, OrtSession session, WordPiece pieces) {
    this.environment = environment;
    this.session = session;
    this.pieces = pieces;
  }

  /** Loads it, which takes about a second and unpacks a native library to the temporary folder. */
  static MiniLm load() throws IOException, OrtException {
    WordPiece pieces;
    try (InputStream tokenizer = open(TOKENIZER)) {
      pieces = WordPiece.read(tokenizer);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    environment.setTelemetry(false);
    try (InputStream data = open(DATA);
        OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new MiniLm(
          environment, environment.createSession(data.readAllBytes(), options), pieces);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream stream = MiniLm.class.getResourceAsStream(resource);
    if (stream == null) {
      throw new FileNotFoundException(resource + " is not on the class path");
    }
    return stream;
  }

  @Override
  public byte[] embed(String text) {
    long[][] ids = {pieces.encode(text)};
    long[][] mask = {new long[ids[0].length]};
    Arrays.fill(mask[0], 1);
    long[][] types = {new long[ids[0].length]};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, ids);
        OnnxTensor attention = OnnxTensor.createTensor(environment, mask);
        OnnxTensor segment = OnnxTensor.createTensor(environment, types);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids", input, "attention_mask", attention, "token_type_ids", segment))) {
      return quantised(mean(((float[][][]) result.get(0).getValue())[0]));
    } catch (OrtException e) {
      throw new IllegalStateException("the model failed: " + e.getCode(), e);
    }
  }

  private static float[] mean(float[][] vectors) {
    float[] sum = new float[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += vector[i];
      }
    }
    return sum;
  }

  /** Only the direction counts, so each vector may have a scale of its own. */
  private static byte[] quantised(float[] vector) {
    float most = 0;
    for (float value : vector) {
      most = Math.max(most, Math.abs(value));
    }
    byte[] bytes = new byte[vector.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(vector[i] / most * LARGEST);
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the model could not be closed: " + e.getCode(), e);
    }
  }
}
