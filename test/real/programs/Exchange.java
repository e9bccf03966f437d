import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;

/** Sends one line to a port and prints what comes back, in the way that the first argument names. */
public class Exchange {
    public static void main(String[] arguments) {
        InetSocketAddress to = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
        try {
            System.out.println(arguments[0].equals("stream") ? stream(to) : channel(to));
        } catch (IOException error) {
            System.out.println(error);
            System.exit(3);
        }
    }

    static String stream(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to, 2000);
            socket.setSoTimeout(2000);
            socket.getOutputStream().write("hello\n".getBytes());
            return new BufferedReader(new InputStreamReader(socket.getInputStream())).readLine();
        }
    }

    static String channel(InetSocketAddress to) throws IOException {
        try (SocketChannel channel = SocketChannel.open(); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            boolean connected = channel.connect(to);
            channel.register(selector, SelectionKey.OP_CONNECT);
            if (!connected && (selector.select(2000) == 0 || !channel.finishConnect()))
                throw new IOException("connecting took too long");
            channel.write(ByteBuffer.wrap("hello\n".getBytes()));
            channel.register(selector, SelectionKey.OP_READ);
            if (selector.select(2000) == 0)
                throw new IOException("reading took too long");
            ByteBuffer buffer = ByteBuffer.allocate(100);
            channel.read(buffer);
            return new String(buffer.array(), 0, buffer.position()).trim();
        }
    }
}
