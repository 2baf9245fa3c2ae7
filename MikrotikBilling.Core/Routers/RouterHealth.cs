using System.Globalization;
using MikrotikBilling.Core.Routers.RouterOs;

namespace MikrotikBilling.Core.Routers;

/// <summary>What a healthy router told of itself. Sizes in bytes.</summary>
public sealed record RouterHealth(
    string? Identity, string? OsVersion, string? Board, string? SerialNumber, TimeSpan? Uptime, int? CpuLoadPercent,
    long? FreeMemory, long? TotalMemory, long? FreeDisk, long? TotalDisk)
{
    /// <summary>Three short reads, sent together.</summary>
    public static async Task<RouterHealth> ReadAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        var resource = connection.RunAsync(RouterOsCommand.Of("/system/resource/print").Columns(
            "version", "board-name", "uptime", "cpu-load", "free-memory", "total-memory", "free-hdd-space", "total-hdd-space"), cancellationToken);
        var identity = connection.RunAsync(RouterOsCommand.Of("/system/identity/print").Columns("name"), cancellationToken);
        var board = SerialAsync(connection, cancellationToken);
        await Task.WhenAll(resource, identity, board);

        var row = (await resource).First;
        return new RouterHealth(
            (await identity).First?["name"], row?["version"], row?["board-name"], await board,
            RouterOsDuration.Parse(row?["uptime"]), (int?)row?.Number("cpu-load"),
            row?.Number("free-memory"), row?.Number("total-memory"), row?.Number("free-hdd-space"), row?.Number("total-hdd-space"));
    }

    /// <summary>A virtual router (CHR) has no such menu.</summary>
    internal static async Task<string?> SerialAsync(IRouterOsConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await connection.RunAsync(RouterOsCommand.Of("/system/routerboard/print").Columns("serial-number"), cancellationToken);
            return reply.First?["serial-number"];
        }
        catch (RouterOsException e) when (!e.IsConnectionFault && !e.IsTransient)
        {
            return null;
        }
    }
}

/// <summary>Durations as RouterOS prints them: <c>1w2d3h4m5s</c>, <c>1h30m</c>, <c>0s</c>, <c>00:10:00</c>, <c>1d00:00:10</c>.</summary>
public static class RouterOsDuration
{
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var total = TimeSpan.Zero;
        var number = 0L;
        var digits = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                if (i + 2 < text.Length && text.IndexOf(':', i) is var colon && colon >= 0 && text[i..colon].All(char.IsAsciiDigit))
                    return TimeSpan.TryParse(text[i..], CultureInfo.InvariantCulture, out var clock) ? total + clock : null;
                number = (number * 10) + (c - '0');
                digits = true;
                if (number > int.MaxValue) return null;
                continue;
            }
            var milliseconds = c == 'm' && i + 1 < text.Length && text[i + 1] == 's';
            if (!digits) return null;
            TimeSpan? unit = milliseconds ? TimeSpan.FromMilliseconds(1) : c switch
            {
                'w' => TimeSpan.FromDays(7),
                'd' => TimeSpan.FromDays(1),
                'h' => TimeSpan.FromHours(1),
                'm' => TimeSpan.FromMinutes(1),
                's' => TimeSpan.FromSeconds(1),
                _ => null,
            };
            if (unit is null) return null;
            total += unit.Value * number;
            if (milliseconds) i++;
            (number, digits) = (0, false);
        }
        return digits ? null : total;
    }
}
