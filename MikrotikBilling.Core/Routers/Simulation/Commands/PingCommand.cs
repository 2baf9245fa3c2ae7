using System.Globalization;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>
/// <c>/ping</c>: customers that are online, the router's own addresses and addresses outside its pools answer; the rest times out.
/// </summary>
internal static class PingCommand
{
    public static async ValueTask RunAsync(CommandCall call)
    {
        var traps = call.Router.Traps;
        var address = call.Request.Arguments.GetValueOrDefault("address") is { Length: > 0 } given ? given : throw traps.Missing("address");
        if (!AddressValue.IsAddress(address)) throw traps.Invalid("address");
        var size = call.Request.Arguments.GetValueOrDefault("size") ?? "56";
        int? count = call.Request.Arguments.GetValueOrDefault("count") is { } text
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw traps.Invalid("count")
            : null;
        var interval = call.Request.Arguments.GetValueOrDefault("interval") is { } every && Durations.TryRead(every, out var span)
            ? span
            : TimeSpan.FromSeconds(1);
        var tally = new PingTally();
        for (var seq = 0; count is null || seq < count; seq++)
        {
            if (seq > 0) await Task.Delay(interval, call.Router.Options.NetworkClock, call.Cancelled);
            var reached = call.Router.Use(() => call.Router.Life.Answers(address));
            await call.RowAsync(tally.Row(seq, address, size, reached ? TripTime(address, seq) : null));
        }
        await call.DoneAsync();
    }

    /// <summary>A few milliseconds, the same for the same address and number.</summary>
    private static TimeSpan TripTime(string address, int seq)
    {
        var hash = address.Aggregate(17, (sum, c) => (sum * 31) + c) + (seq * 7919);
        return TimeSpan.FromMicroseconds(800 + ((hash & 0x7FFFFFFF) % 9000));
    }

    private sealed class PingTally
    {
        private readonly List<double> _times = [];
        private int _sent;

        public IEnumerable<KeyValuePair<string, string>> Row(int seq, string host, string size, TimeSpan? time)
        {
            _sent++;
            if (time is { } trip) _times.Add(trip.TotalMicroseconds);
            yield return new(".section", Number(seq));
            yield return new("seq", Number(seq));
            yield return new("host", host);
            if (time is { } took)
            {
                yield return new("size", size);
                yield return new("ttl", "64");
                yield return new("time", Time(took.TotalMicroseconds));
            }
            else
            {
                yield return new("status", "timeout");
            }
            yield return new("sent", Number(_sent));
            yield return new("received", Number(_times.Count));
            yield return new("packet-loss", Number(100 * (_sent - _times.Count) / _sent));
            if (_times.Count == 0) yield break;
            yield return new("min-rtt", Time(_times.Min()));
            yield return new("avg-rtt", Time(_times.Average()));
            yield return new("max-rtt", Time(_times.Max()));
        }

        private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

        private static string Time(double microseconds) => (long)microseconds is >= 1000 and var all
            ? string.Create(CultureInfo.InvariantCulture, $"{all / 1000}ms{all % 1000}us")
            : string.Create(CultureInfo.InvariantCulture, $"{(long)microseconds}us");
    }
}
