using System.IO.Compression;

namespace MikrotikBilling.Core.Payments.Gateways.Reconciling;

/// <summary>A file as it is kept with a draft.</summary>
internal static class PackedFile
{
    /// <summary>One byte more than is taken shows that it is too long.</summary>
    public static async Task<byte[]> ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        while (bytes.Length <= StatementFile.MostBytes && await content.ReadAsync(buffer, cancellationToken) is > 0 and var read) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest)) brotli.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] bytes)
    {
        using var brotli = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}
