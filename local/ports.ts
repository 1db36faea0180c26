import { connect, createServer } from 'node:net'

/** A loopback port that nobody listens on: the first free one of those preferred, else one that the system gives. */
export async function freePort(...preferred: readonly number[]): Promise<number> {
  for (const port of preferred) if ((await tryPort(port)) !== null) return port
  const port = await tryPort(0)
  if (port === null) throw new Error('no free port on the loopback address')
  return port
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(null)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => {
        resolve(address !== null && typeof address === 'object' ? address.port : null)
      })
    })
  })
}

/** Whether something takes connections on a loopback port. */
export async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1000 })
    const settle = (listening: boolean) => {
      socket.destroy()
      resolve(listening)
    }
    socket.once('connect', () => {
      settle(true)
    })
    for (const event of ['error', 'timeout']) {
      socket.once(event, () => {
        settle(false)
      })
    }
  })
}
