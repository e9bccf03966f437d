import java.io.FileInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Does one thing that can be made to fail, and says what it felt. */
public class Felt {
    public static void main(String[] arguments) {
        try {
            switch (arguments[0]) {
                case "open" -> new FileInputStream(arguments[1]).close();
                case "connect" -> new Socket("127.0.0.1", Integer.parseInt(arguments[1])).close();
                case "resolve" -> System.out.println(InetAddress.getByName(arguments[1]).getHostAddress());
                case "sleep" -> {
                    long before = System.nanoTime();
                    Thread.sleep(Long.parseLong(arguments[1]));
                    System.out.println((System.nanoTime() - before) / 1000000);
                }
                case "wait" -> {
                    long third = Long.parseLong(arguments[1]) / 3;
                    Object lock = new Object();
                    synchronized (lock) {
                        lock.wait(third);
                    }
                    LockSupport.parkNanos(third * 1_000_000);
                    new LinkedBlockingQueue<String>().poll(third, TimeUnit.MILLISECONDS);
                }
                case "time" -> System.out.println(System.currentTimeMillis() / 1000);
                case "spin" -> {
                    long before = System.nanoTime();
                    while (System.nanoTime() - before < Long.parseLong(arguments[1]) * 1000000)
                        Thread.onSpinWait();
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (Exception error) {
            System.out.println(error);
            System.exit(3);
        }
    }
}
