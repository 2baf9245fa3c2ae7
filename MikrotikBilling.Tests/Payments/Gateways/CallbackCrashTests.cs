using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Payments;
using MikrotikBilling.Core.Payments.Gateways;
using MikrotikBilling.Tests.Billing;
using MikrotikBilling.Tests.Support;
using Xunit.Abstractions;

namespace MikrotikBilling.Tests.Payments.Gateways;

/// <summary>
/// Ten thousand callbacks, as a bad network and a bad machine deliver them: twice and thrice, out of order, some lost on their way, the program killed in
/// the middle again and again. Whoever got no answer sends again, as providers do.
/// </summary>
public sealed class CallbackCrashTests(ITestOutputHelper output)
{
    private const int Callbacks = 10_000;
    private const int Payments = 1_000;
    private const int Customers = 20;
    private const int Senders = 4;
    private const int Kills = 4;

    [Theory]
    [EachDatabase]
    public async Task Callbacks_WithDuplicatesLossAndKills_BookEachPaymentOnce(DatabaseProvider provider)
    {
        var seed = Random.Shared.Next(1000, 1_000_000);
        output.WriteLine($"Seed {seed} on {provider}");
        var random = new Random(seed);
        await using var app = await TestApp.StartAsync(provider);
        await app.SignedAccountAsync();
        await PeopleAsync(app);
        var truth = Enumerable.Range(0, Payments).Select(i => (Id: $"P{i:D5}", User: random.Next(5) == 0 ? $"nobody{i}" : $"payer{random.Next(Customers)}", Minor: random.NextInt64(100, 900_000))).ToList();
        var waiting = new ConcurrentQueue<string>(Deliveries(truth, random));
        var port = FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");
        string[] arguments = ["serve", $"--urls={address}", "--Logging:LogLevel:Default=Error", .. app.SameInstallation];

        var restarts = 0;
        var step = waiting.Count / (Kills + 1);
        while (!waiting.IsEmpty)
        {
            await using var run = ProgramRun.Start(arguments);
            await run.AnswersAsync(new Uri(address, "/health/live"));
            var until = restarts < Kills ? waiting.Count - step - random.Next(step / 4) : 0;
            using var dead = new CancellationTokenSource();
            var sending = Enumerable.Range(0, Senders).Select(i => SendAsync(app, run, address, waiting, until, new Random(seed + i + (restarts * 10)), dead.Token)).ToList();
            await Task.WhenAny(sending);
            if (restarts++ < Kills) await run.KillAsync();
            else await Task.WhenAll(sending);
            await dead.CancelAsync();
            await Task.WhenAll(sending);
        }
        await app.With<FinishGatewayEventsJob, string>(j => j.RunAsync(app.Clock.GetUtcNow().AddHours(1), CancellationToken.None));

        output.WriteLine($"{restarts} starts");
        (await app.Db(db => db.Set<GatewayEvent>().CountAsync(e => e.State != GatewayEventState.Done))).ShouldBe(0);
        (await app.Db(db => db.Set<GatewayMovement>().CountAsync(m => m.State == MovementState.Succeeded))).ShouldBe(truth.Count);
        var owned = truth.Where(t => t.User.StartsWith("payer", StringComparison.Ordinal)).ToList();
        (await app.Db(db => db.Set<Payment>().CountAsync())).ShouldBe(owned.Count);
        (await app.Db(db => db.Set<SuspenseItem>().CountAsync())).ShouldBe(truth.Count - owned.Count);
        var accounts = await app.AccountsAsync();
        accounts[LedgerAccount.GatewayClearing].ShouldBe(truth.Sum(t => t.Minor));
        accounts[LedgerAccount.Suspense].ShouldBe(-truth.Where(t => !t.User.StartsWith("payer", StringComparison.Ordinal)).Sum(t => t.Minor));
        (await app.WrongAsync()).ShouldBeEmpty();
        (await app.VerifiedAsync()).ShouldBeEmpty();
    }

    /// <summary>Customers whose services have ended for good: what they pay stays credit.</summary>
    private static async Task PeopleAsync(TestApp app)
    {
        var (router, profile) = (await app.RouterAsync(), await app.ProfileAsync());
        for (var i = 0; i < Customers; i++)
        {
            var customer = await app.CustomerAsync(router, profile, $"Payer {i}", $"payer{i}");
            Scenario.Value(await app.Contract(s => s.CancelAsync(customer.SubscriptionId, null, null, CancellationToken.None)));
        }
    }

    /// <summary>Each payment is told of at least once; the rest are repeats, and everything is mixed.</summary>
    private static string[] Deliveries(List<(string Id, string User, long Minor)> truth, Random random)
    {
        var bodies = truth.ConvertAll(t => GatewayStory.Body(t.Id, t.User, new Money(t.Minor, "KES").ToInput()));
        var all = bodies.Concat(Enumerable.Range(0, Callbacks - bodies.Count).Select(_ => bodies[random.Next(bodies.Count)])).ToArray();
        random.Shuffle(all);
        return all;
    }

    /// <summary>Sends until so few are left, or the program is dead; what was not answered is sent again later.</summary>
    private static async Task SendAsync(TestApp app, ProgramRun run, Uri address, ConcurrentQueue<string> waiting, int until, Random random, CancellationToken dead)
    {
        using var http = new HttpClient { BaseAddress = address };
        while (!dead.IsCancellationRequested && waiting.Count > until && waiting.TryDequeue(out var body))
        {
            try
            {
                using var request = app.Signed(body);
                using var answer = await http.SendAsync(request, dead);
                // One answer in fifty is lost on its way back, so the sender believes that nobody took it.
                if (answer.StatusCode != HttpStatusCode.OK || random.Next(50) == 0) waiting.Enqueue(body);
                if ((int)answer.StatusCode is not (200 or 503)) throw new InvalidOperationException($"{(int)answer.StatusCode} for {body}: {await answer.Content.ReadAsStringAsync(dead)}\n{run.Output}{run.Error}");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                waiting.Enqueue(body);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
