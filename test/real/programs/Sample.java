import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;

/** Files, mappings, sockets, selectors, threads, clocks and processes; says what came out, which is the same each time. */
public class Sample {
    public static void main(String[] arguments) throws Exception {
        files();
        sockets();
        threads();
        processes();
    }

    static void say(String format, Object... values) {
        System.out.println(String.format(format, values));
    }

    static void files() throws Exception {
        Path file = Path.of("sample.txt");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5000; i++) lines.add("line " + i);
        Files.write(file, lines);
        say("lines %d, bytes %d", Files.readAllLines(file).size(), Files.size(file));
        try (RandomAccessFile random = new RandomAccessFile("sample.bin", "rw");
             FileChannel channel = random.getChannel()) {
            random.setLength(1 << 20);
            MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, 1 << 20);
            mapping.put(12345, (byte) 7);
            mapping.force();
            ByteBuffer byteRead = ByteBuffer.allocate(1);
            channel.read(byteRead, 12345);
            channel.force(true);
            say("mapped %d", byteRead.get(0));
        }
        Files.createDirectories(Path.of("a/b/c"));
        Files.move(file, Path.of("a/b/c/moved.txt"), StandardCopyOption.ATOMIC_MOVE);
        Files.copy(Path.of("a/b/c/moved.txt"), Path.of("a/copy.txt"));
        try (var walk = Files.walk(Path.of("a"))) {
            walk.map(Path::toString).sorted().forEach(path -> say("found %s", path));
        }
        Files.delete(Path.of("a/copy.txt"));
        try {
            Files.readString(Path.of("absent"));
        } catch (NoSuchFileException error) {
            say("absent: %s", error.getClass().getSimpleName());
        }
        try (PrintWriter writer = new PrintWriter(new FileWriter("printed", StandardCharsets.UTF_8))) {
            for (int i = 0; i < 100000; i++) writer.println(i);
        }
        say("printed %d", new File("printed").length());
    }

    static void sockets() throws Exception {
        InetAddress loopback = InetAddress.getByName("localhost");
        say("localhost %s", loopback.isLoopbackAddress());
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            Future<?> echo = pool.submit(() -> {
                for (int i = 0; i < 5; i++)
                    try (Socket peer = server.accept()) {
                        peer.getInputStream().transferTo(peer.getOutputStream());
                    }
                return null;
            });
            for (int i = 0; i < 5; i++)
                try (Socket socket = new Socket("127.0.0.1", server.getLocalPort())) {
                    socket.setSoTimeout(20000);
                    byte[] sent = new byte[200000];
                    new Random(i).nextBytes(sent);
                    Future<?> sending = pool.submit(() -> {
                        socket.getOutputStream().write(sent);
                        socket.shutdownOutput();
                        return null;
                    });
                    say("echo %s", Arrays.equals(sent, socket.getInputStream().readAllBytes()));
                    sending.get();
                }
            echo.get();
        }
        try (Selector selector = Selector.open(); ServerSocketChannel server = ServerSocketChannel.open();
             DatagramChannel datagrams = DatagramChannel.open()) {
            server.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            datagrams.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            datagrams.register(selector, SelectionKey.OP_READ);
            say("nothing yet %d", selector.select(20));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                datagrams.send(ByteBuffer.wrap("hello".getBytes()), datagrams.getLocalAddress());
                Set<Integer> ready = new TreeSet<>();
                while (ready.size() < 2) {
                    selector.select(5000);
                    selector.selectedKeys().forEach(key -> ready.add(key.readyOps()));
                    selector.selectedKeys().clear();
                }
                say("ready %s", ready);
            }
        }
        try (Socket refused = new Socket("127.0.0.1", 1)) {
            say("connected to port 1");
        } catch (ConnectException error) {
            say("refused %s", error.getMessage());
        }
        pool.shutdown();
    }

    static void threads() throws Exception {
        ConcurrentHashMap<Integer, Long> sums = new ConcurrentHashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int number = i;
            threads.add(new Thread(null, () -> {
                long sum = 0;
                for (byte[] part = new byte[0]; part.length < 20000; part = new byte[part.length + 97]) sum += part.length;
                sums.put(number, sum);
            }, "worker " + i, 256 * 1024));
        }
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
        say("sums %d", sums.values().stream().mapToLong(Long::longValue).sum());
        long before = System.nanoTime();
        Thread.sleep(50);
        long slept = (System.nanoTime() - before) / 1000000;
        say("slept %s", slept >= 49 && slept < 5000);
        ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        say("timer %s", timer.schedule(() -> "rang", 20, TimeUnit.MILLISECONDS).get());
        timer.shutdown();
        say("clock %s", Math.abs(System.currentTimeMillis() - new File("printed").lastModified()) < 3600000);
    }

    static void processes() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try (OutputStream out = cat.getOutputStream()) {
            out.write("through cat\n".getBytes());
        }
        System.out.print(new String(cat.getInputStream().readAllBytes()));
        say("cat %d", cat.waitFor());
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", "echo out; echo err >&2; exit 3").redirectErrorStream(true);
        Process process = shell.start();
        System.out.print(new String(process.getInputStream().readAllBytes()));
        say("sh %d", process.waitFor());
        Process sleeping = new ProcessBuilder("sleep", "60").start();
        sleeping.destroy();
        say("sleep %d", sleeping.waitFor());
        try {
            new ProcessBuilder("./no-such-program").start();
        } catch (IOException error) {
            say("%s", error.getMessage());
        }
    }
}
