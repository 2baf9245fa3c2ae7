using System.Threading.Channels;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>
/// Bytes on their way to one client. Pieces are joined into one write when several wait; a full queue makes senders wait, so a
/// client that does not read holds up its own commands and nothing else.
/// </summary>
internal sealed class OutgoingQueue
{
    private static readonly int JoinedBytes = 64 * 1024;

    private readonly Channel<byte[]> _pieces = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(64) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    public async ValueTask SendAsync(byte[] piece, CancellationToken cancellationToken)
    {
        try
        {
            await _pieces.Writer.WriteAsync(piece, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // The connection has ended: what a command still says goes nowhere.
        }
    }

    /// <summary>What has been queued still goes out, then the pump ends.</summary>
    public void Complete() => _pieces.Writer.TryComplete();

    /// <summary>Writes until the queue is completed or the client is gone.</summary>
    public async Task PumpAsync(FaultyStream stream, CancellationToken cancellationToken)
    {
        var joined = new MemoryStream();
        while (await _pieces.Reader.WaitToReadAsync(cancellationToken))
        {
            joined.SetLength(0);
            while (joined.Length < JoinedBytes && _pieces.Reader.TryRead(out var piece)) joined.Write(piece);
            await stream.WriteAsync(joined.GetBuffer().AsMemory(0, (int)joined.Length), cancellationToken);
        }
    }
}
