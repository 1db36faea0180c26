import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A door to a server, which can be shut on those who have come through it. */
export interface Proxy {
  readonly port: number
  /** The next `connections` are cut after so many bytes from the server. */
  cutNext(connections: number, bytes: () => number): void
  cutAll(): void
  close(): Promise<void>
}

export async function openProxy(toPort: number): Promise<Proxy> {
  const open = new Set<Socket>()
  let cuts = 0
  let bytesOf = () => Infinity
  const server = createServer((client) => {
    const upstream = connect(toPort, '127.0.0.1')
    let left = cuts-- > 0 ? bytesOf() : Infinity
    const cut = () => {
      client.destroy()
      upstream.destroy()
      open.delete(client)
      open.delete(upstream)
    }
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', cut)
      socket.on('close', cut)
    }
    client.on('data', (chunk) => void upstream.write(chunk))
    upstream.on('data', (chunk) => {
      const part = chunk.subarray(0, left)
      left -= part.length
      client.write(part)
      if (left <= 0) cut()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    cutNext(connections, bytes) {
      cuts = connections
      bytesOf = bytes
    },
    cutAll() {
      for (const socket of open) socket.destroy()
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
