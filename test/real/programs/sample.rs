//! Files, sockets, threads, clocks and processes; says what came out, which is the same each time.
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::net::{TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

fn files() -> std::io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open("file")?;
    for i in 0..20000 {
        writeln!(file, "line {}", i)?;
    }
    file.sync_all()?;
    file.seek(SeekFrom::Start(0))?;
    println!("lines {}", BufReader::new(&file).lines().count());
    fs::create_dir_all("a/b")?;
    fs::rename("file", "a/b/moved")?;
    println!("copied {}", fs::copy("a/b/moved", "a/copy")?);
    let mut names: Vec<_> = fs::read_dir("a")?.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    println!("names {:?} {}", names, fs::metadata("a/copy")?.len());
    println!("absent {}", File::open("absent").unwrap_err());
    fs::remove_dir_all("a")
}

fn sockets() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let echo = thread::spawn(move || {
        for _ in 0..4 {
            let (mut peer, _) = listener.accept().unwrap();
            let mut content = Vec::new();
            peer.read_to_end(&mut content).unwrap();
            peer.write_all(&content).unwrap();
        }
    });
    for i in 0..4usize {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        stream.write_all(&vec![i as u8; 100000 * i])?;
        stream.shutdown(std::net::Shutdown::Write)?;
        let mut back = Vec::new();
        println!("echo {}", stream.read_to_end(&mut back)?);
    }
    echo.join().unwrap();
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.send_to(b"datagram", socket.local_addr()?)?;
    println!("datagram {}", socket.recv_from(&mut [0; 100])?.0);
    println!("refused {}", TcpStream::connect("127.0.0.1:1").unwrap_err());
    println!("localhost {}", "localhost:80".to_socket_addrs()?.all(|address| address.ip().is_loopback()));
    Ok(())
}

fn threads() {
    let threads: Vec<_> = (0..32)
        .map(|i| {
            thread::Builder::new()
                .stack_size(64 * 1024)
                .spawn(move || {
                    let name = format!("thread-{}", i);
                    fs::write(&name, vec![b'x'; i * 100]).unwrap();
                    let length = fs::read(&name).unwrap().len();
                    fs::remove_file(&name).unwrap();
                    length
                })
                .unwrap()
        })
        .collect();
    println!("threads {}", threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>());
    let before = Instant::now();
    thread::sleep(Duration::from_millis(30));
    println!("slept {}", before.elapsed() >= Duration::from_millis(29) && before.elapsed() < Duration::from_secs(5));
}

fn processes() -> std::io::Result<()> {
    let mut cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    cat.stdin.take().unwrap().write_all(b"through cat")?;
    println!("cat {:?}", String::from_utf8(cat.wait_with_output()?.stdout));
    println!("sh {:?}", Command::new("sh").args(["-c", "exit 6"]).status()?.code());
    println!("env {:?}", Command::new("env").env_clear().output()?.status.code());
    println!("missing {}", Command::new("./no-such-program").spawn().unwrap_err());
    Ok(())
}

fn main() {
    files().unwrap();
    sockets().unwrap();
    threads();
    processes().unwrap();
}
