using System.Globalization;
using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;

namespace MikrotikBilling.Core.Billing.Prints;

/// <summary>The files of a batch cannot be written or read.</summary>
public sealed class PrintFolderException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The files of batches: a folder each, one file a document, put under its name when it is complete. Nobody else of the machine may look.</summary>
public sealed class PrintFolder(IOptions<PrintOptions> options, IOptions<DatabaseOptions> database)
{
    private const string Unfinished = ".part";

    public string Root { get; } = Path.GetFullPath(options.Value.Directory is { Length: > 0 } chosen ? chosen : Path.Combine(database.Value.DataDirectory, "prints"));

    public string Of(Guid runId) => Path.Combine(Root, runId.ToString("D"));

    public string File(Guid runId, int position) => Path.Combine(Of(runId), string.Create(CultureInfo.InvariantCulture, $"{position:D6}.pdf"));

    /// <summary>Null when it is not there.</summary>
    public long? LengthOf(Guid runId, int position) => new FileInfo(File(runId, position)) is { Exists: true } file ? file.Length : null;

    /// <summary>On the disk when it returns: what is recorded as printed is there after a power cut too.</summary>
    public async Task SaveAsync(Guid runId, int position, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var part = Path.Combine(Of(runId), $"{Guid.NewGuid():N}{Unfinished}");
        try
        {
            Make(Of(runId));
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                await file.WriteAsync(content, cancellationToken);
                file.Flush(flushToDisk: true);
            }
            System.IO.File.Move(part, File(runId, position), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PrintFolderException($"The files cannot be written to {Of(runId)}: {e.Message}", e);
        }
    }

    public void Delete(Guid runId)
    {
        try
        {
            Directory.Delete(Of(runId), recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing was printed, another node was quicker, or somebody reads: the next purge comes by.
        }
    }

    /// <summary>The batches that have a folder.</summary>
    public IReadOnlyList<Guid> Runs() => Directory.Exists(Root)
        ? [.. Directory.EnumerateDirectories(Root).Select(d => Guid.TryParseExact(Path.GetFileName(d), "D", out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)]
        : [];

    /// <summary>Null where it cannot be told.</summary>
    public long? FreeBytes()
    {
        try
        {
            Make(Root);
            return new DriveInfo(Root).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
