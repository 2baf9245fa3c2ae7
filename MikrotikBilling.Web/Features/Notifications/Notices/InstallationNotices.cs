using Microsoft.Extensions.Options;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Settings;
using MikrotikBilling.Web.Shell.Printing;

namespace MikrotikBilling.Web.Features.Notifications.Notices;

/// <summary>What this machine lacks.</summary>
internal sealed class InstallationNotices(IOptions<DatabaseOptions> database, IPdfPrinter printer) : INoticeSource
{
    /// <summary>Below both of these there is little left.</summary>
    private const double LeastShare = 0.1;
    private const long LeastBytes = 5_000_000_000;

    internal static NoticeCause Disk { get; } = new("disk-full", NoticeAreas.System, "Disk nearly full", "The disk that the data lies on has little room left.", SettingsPermissions.Manage, NoticeSeverity.Critical);

    internal static NoticeCause Browser { get; } = new("no-browser", NoticeAreas.System, "No browser for PDFs", "Invoices and vouchers cannot be made into PDFs on this machine.", SettingsPermissions.Manage, NoticeSeverity.Warning);

    public IReadOnlyList<string> Causes { get; } = [Disk.Key, Browser.Key];

    public Phrase Ending => "Mended";

    public Task<IReadOnlyList<NoticeNews>> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var told = new List<NoticeNews>();
        if (Room() is { } room) told.Add(room);
        if (printer.WhyNot is { } why) told.Add(new NoticeNews(Browser.Key, "browser", "PDFs cannot be made", why, "/settings"));
        return Task.FromResult<IReadOnlyList<NoticeNews>>(told);
    }

    internal static bool IsLow(long free, long size) => size > 0 && free < LeastBytes && free < size * LeastShare;

    private NoticeNews? Room()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(database.Value.DataDirectory));
            // In whole tenths of a gigabyte, so that the words do not change with every byte.
            return IsLow(drive.AvailableFreeSpace, drive.TotalSize)
                ? new NoticeNews(Disk.Key, "data", "The disk is nearly full",
                    $"{drive.AvailableFreeSpace / 1e9:0.0} of {drive.TotalSize / 1e9:0} GB are free. Make room, or keep records for a shorter time.", "/settings/retention")
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a disk that does not tell
        }
    }
}
