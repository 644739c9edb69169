//! The listener, on a thread with a runtime of its own: a port in, connections served until it is dropped.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::Ordering, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::{
    net::{TcpListener, TcpSocket},
    runtime::{Builder, Runtime},
    sync::oneshot,
    time::sleep,
};

use crate::connection::App;

/// A listener that runs until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on this port of 127.0.0.1; port 0 stands for any free one.
    pub(crate) fn start(port: u16, app: Arc<App>) -> io::Result<Self> {
        let (ready, started) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("twilio-iam-fake".to_owned()).spawn(move || {
            let (runtime, listener) = match listen(port) {
                Ok(listening) => listening,
                Err(error) => return drop(ready.send(Err(error))),
            };
            // Nobody waits for the address any more if the caller is gone, and then nobody can stop it either.
            if ready.send(listener.local_addr()).is_err() {
                return;
            }
            runtime.spawn(accept(listener, app));
            // An error means that the handle was dropped without a word, which is a stop too.
            let _ = runtime.block_on(stopped);
        })?;
        let address = started.recv().unwrap_or_else(|_| Err(io::Error::other("the fake did not start")))?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing left to stop.
            let _ = thread.join();
        }
    }
}

fn listen(port: u16) -> io::Result<(Runtime, TcpListener)> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let listener = runtime.block_on(async {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
        // A thousand clients may knock at once.
        socket.listen(4096)
    })?;
    Ok((runtime, listener))
}

async fn accept(listener: TcpListener, app: Arc<App>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: some will come back.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        app.accepted.fetch_add(1, Ordering::Relaxed);
        let is_unwelcome =
            app.unwelcome.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if !is_unwelcome {
            tokio::spawn(app.clone().serve(stream));
        }
    }
}
