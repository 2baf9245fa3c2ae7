using System.Text;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Core.Subscriptions.Transfer;

/// <summary>What was found out about a file while it came in.</summary>
/// <param name="Complaint">Why it cannot be a CSV file; null when it can.</param>
internal sealed record StoredFile(long Bytes, string Encoding, bool IsEncodingGuessed, string? Complaint);

/// <summary>Keeps uploaded files in the database, piece by piece: no file is ever in memory as a whole, and any node can work on it.</summary>
public sealed class ImportFiles(AppDbContext db, CurrentTenant tenant, SecretBox secrets)
{
    public const long MostBytes = 20 * ByteSize.Megabyte;

    internal async Task<StoredFile> StoreAsync(Guid importId, Stream content, CancellationToken cancellationToken)
    {
        var look = new EncodingLook();
        var buffer = new byte[ImportChunk.Size];
        long bytes = 0;
        for (var position = 0; ; position++)
        {
            var read = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (read == 0) break;
            bytes += read;
            if (bytes > MostBytes) return new StoredFile(bytes, CsvText.Utf8, false, $"The file is larger than {ByteSize.ToText(MostBytes)}. Split it and bring the parts in one after the other.");
            if (look.Take(buffer.AsSpan(0, read)) is { } complaint) return new StoredFile(bytes, CsvText.Utf8, false, complaint);
            db.Add(new ImportChunk { TenantId = tenant.Required, ImportId = importId, Position = position, Data = secrets.Protect(buffer.AsSpan(0, read).ToArray()) });
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
        return bytes == 0 ? new StoredFile(0, CsvText.Utf8, false, "The file is empty.") : new StoredFile(bytes, look.Name, look.IsGuessed, null);
    }

    /// <summary>The file as a stream that reads its pieces as they are needed.</summary>
    internal ImportFileStream Open(Guid importId) => new(position => db.Set<ImportChunk>().AsNoTracking()
        .Where(c => c.ImportId == importId && c.Position == position).Select(c => c.Data), secrets);

    public Task<int> DeleteAsync(Guid importId, CancellationToken cancellationToken) =>
        db.Set<ImportChunk>().IgnoreQueryFilters(QueryFilters.AllTenants).Where(c => c.ImportId == importId).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Tells text from other files, and UTF-8 from the encodings before it, while the bytes go by.</summary>
    private sealed class EncodingLook
    {
        private static readonly Dictionary<string, byte[]> Marks = new()
        {
            [CsvText.Utf8] = [0xEF, 0xBB, 0xBF],
            ["utf-16"] = [0xFF, 0xFE],
            ["utf-16BE"] = [0xFE, 0xFF],
        };

        private readonly Decoder _strict = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        private readonly char[] _chars = new char[ImportChunk.Size + 1];
        private string? _marked;
        private bool _isFirst = true;
        private bool _isUtf8 = true;

        public string Name => _marked ?? (_isUtf8 ? CsvText.Utf8 : CsvText.Western);

        public bool IsGuessed => _marked is null && !_isUtf8;

        public string? Take(ReadOnlySpan<byte> bytes)
        {
            if (_isFirst)
            {
                _isFirst = false;
                if (bytes.StartsWith("PK\x03\x04"u8)) return "That is an Excel workbook or another packed file. Save it as CSV and upload that.";
                foreach (var (name, mark) in Marks)
                    if (bytes.StartsWith(mark)) _marked = name;
            }
            if (_marked?.StartsWith("utf-16", StringComparison.Ordinal) == true) return null;
            if (bytes.Contains((byte)0)) return "That is no text file. A CSV file is asked for, as spreadsheets and other systems export it.";
            if (!_isUtf8) return null;
            try
            {
                _strict.GetChars(bytes, _chars, flush: false);
            }
            catch (DecoderFallbackException)
            {
                _isUtf8 = false;
            }
            return null;
        }
    }
}

/// <summary>Reads forward through the pieces of a file, one in memory at a time.</summary>
internal sealed class ImportFileStream(Func<int, IQueryable<byte[]>> piece, SecretBox secrets) : Stream
{
    private byte[] _data = [];
    private int _next;
    private int _at;

    /// <summary>How far it was read, to the piece.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _data.Length)
        {
            if (await piece(_next).SingleOrDefaultAsync(cancellationToken) is not { } stored) return 0;
            (_data, _at) = (secrets.Reveal(stored), 0);
            _next++;
            BytesRead += _data.Length;
        }
        var count = Math.Min(buffer.Length, _data.Length - _at);
        _data.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The pieces are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
