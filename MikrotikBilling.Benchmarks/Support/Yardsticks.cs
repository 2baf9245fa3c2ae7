using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MikrotikBilling.Benchmarks.Support;

/// <summary>What this machine can do at best, measured in the same run.</summary>
internal static class Yardsticks
{
    /// <summary>One small round trip after the other over loopback TCP; per second.</summary>
    public static async Task<double> EchoesAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        server.NoDelay = true;
        var echo = Task.Run(async () =>
        {
            var buffer = new byte[64];
            while (await server.GetStream().ReadAsync(buffer) is var count and > 0) await server.GetStream().WriteAsync(buffer.AsMemory(0, count));
        });
        var bytes = new byte[64];
        var trips = 0;
        var started = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(500); trips++)
        {
            await client.GetStream().WriteAsync(bytes);
            await client.GetStream().ReadExactlyAsync(bytes);
        }
        var rate = trips / Stopwatch.GetElapsedTime(started).TotalSeconds;
        client.Client.Shutdown(SocketShutdown.Send);
        await echo;
        return rate;
    }

    /// <summary>4 kB writes made durable one after the other; per second.</summary>
    public static double Fsyncs()
    {
        var file = Path.Combine(Path.GetTempPath(), $"mb-fsync-{Guid.NewGuid():N}");
        using var handle = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.DeleteOnClose);
        var page = new byte[4096];
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(started) < TimeSpan.FromMilliseconds(500); count++)
        {
            RandomAccess.Write(handle, page, count * 4096L);
            RandomAccess.FlushToDisk(handle);
        }
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
