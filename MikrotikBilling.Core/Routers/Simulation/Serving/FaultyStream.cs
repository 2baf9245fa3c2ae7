namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>The way to the client, with the faults that happen to bytes.</summary>
internal sealed class FaultyStream(Stream stream, SimulatorFaults faults)
{
    private long _sent;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (faults.Held is { } held) await held.WaitAsync(cancellationToken);
        var closes = false;
        if (faults.CloseAfterBytes is { } limit && _sent + bytes.Length >= limit)
        {
            bytes = bytes[..(int)Math.Max(0, limit - _sent)];
            closes = true;
        }
        _sent += bytes.Length;
        if (faults.DripOneByte)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                await stream.WriteAsync(bytes.Slice(i, 1), cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }
        else
        {
            await stream.WriteAsync(bytes, cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        if (closes) throw new IOException("Closed after the asked number of bytes.");
    }
}
