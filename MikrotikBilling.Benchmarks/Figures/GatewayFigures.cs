using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Benchmarks.Support;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Core.Payments.Gateways.Signed;
using MikrotikBilling.Core.Provisioning;
using MikrotikBilling.Core.Subscriptions;

namespace MikrotikBilling.Benchmarks.Figures;

/// <summary>Callbacks over HTTP, from the signature to the router, on a database on disk that keeps what it says it keeps.</summary>
internal static class GatewayFigures
{
    private const int Rounds = 3;
    private const int Callbacks = 300;
    private const int Workers = 8;
    private const int PerSecond = 50;
    private static readonly TimeSpan SteadyFor = TimeSpan.FromSeconds(20);
    private const int PerMinute = 100;
    private static readonly TimeSpan OnlineFor = TimeSpan.FromSeconds(60);
    private const int Latency = 20;

    public static async Task MeasureAsync(Report report)
    {
        await DurableAsync(report);
        await SteadyAsync(report);
        await OnlineAsync(report);
    }

    /// <summary>As fast as it goes: signature, event, payment, ledger, renewal and the wish for the router, durable before the answer.</summary>
    private static async Task DurableAsync(Report report)
    {
        await using var desk = await Desk.OpenAsync(Callbacks);
        await desk.SendAllAsync(50);
        var (ours, raw, ratio) = (0d, 0d, 0d);
        for (var round = 0; round < Rounds; round++)
        {
            var floor = await MoneyFigures.CommitsAsync(desk.App);
            var started = Stopwatch.GetTimestamp();
            await desk.SendAllAsync(Callbacks);
            var rate = Callbacks / Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (rate / floor > ratio) (ours, raw, ratio) = (rate, floor, rate / floor);
        }
        var work = (1 / ours - 1 / raw) * 1000;
        report.Tell("callbacks, durable and booked", $"{ours:F0}/s, {ratio:F2} of a commit", "asked 0.33", ratio >= 1 / 3d,
            $"{raw:F0} commits/s of one small row through the same connection; {Yardsticks.Fsyncs():F0} fsync/s; {work:F1} ms of work beside the commit with HTTP and signature on both sides; best of {Rounds}");
    }

    /// <summary>So many a second, each sent when its time has come whether the one before was answered or not.</summary>
    private static async Task SteadyAsync(Report report)
    {
        await using var desk = await Desk.OpenAsync(Callbacks);
        await desk.SendAllAsync(100);
        var took = await desk.PacedAsync((int)(SteadyFor.TotalSeconds * PerSecond), TimeSpan.FromSeconds(1d / PerSecond));
        var (p50, p99) = (At(took, 0.5), At(took, 0.99));
        report.Tell($"callback endpoint at {PerSecond}/s", $"p99 {p99:F0} ms (p50 {p50:F0})", "asked 50 ms", p99 < 50, $"{took.Count:N0} callbacks in {SteadyFor.TotalSeconds:F0} s, sender in the same process on the same cores");
    }

    /// <summary>Customers whose time is up pay; the clock runs until the lane has read the enabled account back.</summary>
    private static async Task OnlineAsync(Report report)
    {
        await using var farm = await SimulatorFarm.StartAsync(new FarmOptions(1, Latency));
        var count = (int)(OnlineFor.TotalMinutes * PerMinute);
        await using var desk = await Desk.OpenAsync(count, farm.Ports[0]);
        await desk.ExpireAsync();
        var pause = TimeSpan.FromMinutes(1d / PerMinute);
        var sent = new Dictionary<Guid, long>();
        await desk.PacedAsync(count, pause, (service, at) => sent[service] = at);
        var took = await desk.AppliedAsync(sent);
        report.Tell($"callback to applied at {PerMinute} a minute", $"p95 {At(took, 0.95) / 1000:F2} s (p50 {At(took, 0.5) / 1000:F2})", "asked 1 s", took.Count == count && At(took, 0.95) < 1000,
            $"{took.Count} of {count} customers enabled on a simulated router at {Latency} ms, until its lane has read them back");
    }

    private static double At(List<double> sorted, double part) => sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];

    /// <summary>The program, a till that signs, and customers who pay.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private const string Secret = "a secret of both sides, 48 letters or about so many";
        private readonly HttpClient _http;
        private readonly string _keyId;
        private readonly List<(Guid Id, string UserName)> _services;
        private int _next;

        private Desk(BenchApp app, HttpClient http, string keyId, List<(Guid, string)> services) => (App, _http, _keyId, _services) = (app, http, keyId, services);

        public BenchApp App { get; }

        public static async Task<Desk> OpenAsync(int customers, int? routerPort = null)
        {
            var app = await BenchApp.StartAsync(lanes: routerPort is not null);
            var router = await app.RouterAsync(routerPort ?? 1);
            await app.CustomersAsync(customers, [router], await app.ProfileAsync());
            if (routerPort is not null) await app.PassesAsync(router);
            var account = BenchApp.Value(await app.ScopeAsync(s => s.GetRequiredService<GatewayAccountService>().AddAsync(
                SignedGateway.Key, new SaveGatewayAccount { Name = "Till", Fields = new(StringComparer.Ordinal) { [SignedGateway.Secret] = Secret } }, default)));
            var services = await app.Db(db => db.Set<Subscription>().Select(s => new { s.Id, s.UserName }).ToListAsync());
            await app.ServeAsync();
            var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            return new Desk(app, new HttpClient { BaseAddress = new Uri(address) }, account.Token, services.ConvertAll(s => (s.Id, s.UserName)));
        }

        public async Task SendAllAsync(int count)
        {
            var left = count;
            await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
            {
                while (Interlocked.Decrement(ref left) >= 0) await SendAsync(Interlocked.Increment(ref _next));
            }));
        }

        /// <summary>Milliseconds from the moment each was due to its answer, sorted.</summary>
        public async Task<List<double>> PacedAsync(int count, TimeSpan pause, Action<Guid, long>? sent = null)
        {
            var began = Stopwatch.GetTimestamp();
            var answers = new List<Task<double>>();
            for (var i = 0; i < count; i++)
            {
                if (pause * i - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait) await Task.Delay(wait);
                var number = Interlocked.Increment(ref _next);
                var at = Stopwatch.GetTimestamp();
                sent?.Invoke(_services[number % _services.Count].Id, at);
                answers.Add(Task.Run(async () =>
                {
                    await SendAsync(number);
                    return Stopwatch.GetElapsedTime(at).TotalMilliseconds;
                }));
            }
            return [.. (await Task.WhenAll(answers)).Order()];
        }

        public async Task ExpireAsync()
        {
            var ended = TimeProvider.System.GetUtcNow().AddMinutes(-1);
            await App.Db(db => db.Set<Subscription>().ExecuteUpdateAsync(set => set.SetProperty(s => s.ExpiresAt, ended)));
            await App.ScopeAsync(s => s.GetRequiredService<ExpireSubscriptionsJob>().RunAsync(TimeProvider.System.GetUtcNow(), default));
            await UntilAppliedAsync();
        }

        /// <summary>Milliseconds from sending to the lane's read-back, sorted.</summary>
        public async Task<List<double>> AppliedAsync(Dictionary<Guid, long> sent)
        {
            var (now, wall) = (Stopwatch.GetTimestamp(), TimeProvider.System.GetUtcNow());
            await UntilAppliedAsync();
            var applied = await App.Db(db => db.Set<RouterAccount>().Where(a => a.IsWanted).Select(a => new { a.SubscriptionId, a.AppliedAt }).ToListAsync());
            return [.. applied.Where(a => a.AppliedAt is not null && sent.ContainsKey(a.SubscriptionId)).Select(a => (a.AppliedAt!.Value - (wall - Stopwatch.GetElapsedTime(sent[a.SubscriptionId], now))).TotalMilliseconds).Order()];
        }

        private async Task UntilAppliedAsync()
        {
            for (var i = 0; i < 600 && await App.Db(db => db.Set<RouterAccount>().AnyAsync(a => a.AppliedVersion < a.DesiredVersion)); i++) await Task.Delay(50);
        }

        private async Task SendAsync(int number)
        {
            var user = _services[number % _services.Count].UserName;
            var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $$"""{"transaction_id":"BENCH{{number}}","customer_username":"{{user}}","amount":1500.00,"currency":"KES","status":"success","payment_method":"wallet"}"""));
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(SignedGateway.Path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(SignedGateway.KeyHeader, _keyId);
            request.Headers.Add(SignedGateway.SignatureHeader, SignedHeader.Write(body, Secret, TimeProvider.System.GetUtcNow()));
            using var answer = await _http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }

        public async ValueTask DisposeAsync()
        {
            var wanted = _next;
            var booked = await App.Db(db => db.Set<Payment>().CountAsync());
            _http.Dispose();
            await App.DisposeAsync();
            if (booked != wanted) throw new InvalidOperationException($"{wanted} callbacks were answered, {booked} payments are booked.");
        }
    }
}
