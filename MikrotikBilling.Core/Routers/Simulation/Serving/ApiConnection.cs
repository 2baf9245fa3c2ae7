using System.IO.Pipelines;
using MikrotikBilling.Core.Routers.RouterOs.Wire;
using MikrotikBilling.Core.Routers.Simulation.Commands;

namespace MikrotikBilling.Core.Routers.Simulation.Serving;

/// <summary>One client: reads sentences, starts commands, sends replies. Commands run side by side; untagged ones one after the other.</summary>
internal sealed class ApiConnection(SimulatedRouter router, SimulatorFaults faults, RouterLoad load, ApiSession session) : IDisposable
{
    private static readonly int MostInFlight = 4096;

    private readonly OutgoingQueue _outgoing = new();
    private readonly RunningCommands _running = new();
    private readonly SemaphoreSlim _slots = new(MostInFlight);
    private readonly CancellationTokenSource _lifetime = new();
    private readonly LoginGate _login = new(router);
    private Task _untagged = Task.CompletedTask;

    /// <summary>Serves until one side ends it.</summary>
    public async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var stopping = cancellationToken.Register(Abort);
        var pump = PumpAsync(new FaultyStream(stream, faults));
        try
        {
            await ReadAsync(new SentenceReader(PipeReader.Create(stream), WireLimits.BeforeLogin));
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone or sent what is no sentence: the connection ends, as on a router.
        }
        _login.LogOut(session);
        _outgoing.Complete();
        _running.Cancel(tag: null);
        // Last words (!fatal) are still sent to a client that reads; one that does not is not waited for.
        await Task.WhenAny(pump, Task.Delay(TimeSpan.FromSeconds(2), _lifetime.Token));
        await _lifetime.CancelAsync();
        await pump;
    }

    /// <summary>Sends what is queued, then ends; a client that does not read is cut off after a second.</summary>
    public async Task FinishAsync()
    {
        _outgoing.Complete();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Abort();
    }

    public void Abort()
    {
        try
        {
            _lifetime.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    public void Dispose()
    {
        _lifetime.Dispose();
        _slots.Dispose();
    }

    private async Task PumpAsync(FaultyStream stream)
    {
        try
        {
            await _outgoing.PumpAsync(stream, _lifetime.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody reads any more.
        }
        _outgoing.Complete();
        Abort();
    }

    private async Task ReadAsync(SentenceReader reader)
    {
        while (await reader.ReadAsync(_lifetime.Token) is { } sentence)
        {
            var request = CommandRequest.Parse(sentence);
            switch (request.Path)
            {
                case "/quit":
                    await FatalAsync("session terminated on request");
                    return;
                case "/login":
                    await LogInAsync(request);
                    if (session.IsLoggedIn) reader.Limits = WireLimits.Default;
                    break;
                case var _ when !session.IsLoggedIn:
                    await FatalAsync("not logged in");
                    return;
                default:
                    if (!await StartAsync(request)) return;
                    break;
            }
        }
    }

    private async Task LogInAsync(CommandRequest request)
    {
        router.Count(request.Path);
        var ready = load.Begin(_lifetime.Token);
        try
        {
            var call = new CommandCall(router, request, session,
                new ReplyChannel(_outgoing, ready, faults.Take(request.Path), request.Tag), _lifetime.Token);
            try
            {
                await call.DoneAsync(_login.Try(request, session));
            }
            catch (TrapException trap)
            {
                await call.TrapAsync(trap);
            }
        }
        finally
        {
            load.End();
        }
    }

    private async Task FatalAsync(string words)
    {
        await _outgoing.SendAsync(new ReplyText().Words("!fatal", words).Take(), _lifetime.Token);
        _outgoing.Complete();
    }

    private async ValueTask<bool> StartAsync(CommandRequest request)
    {
        var fault = faults.Take(request.Path);
        if (fault is { ClosesBeforeEffect: true }) return false;
        await _slots.WaitAsync(_lifetime.Token);
        router.Count(request.Path);
        if (request.Path == "/cancel")
        {
            _running.Cancel(request.Arguments.GetValueOrDefault("tag"));
            _ = RunAsync(request, fault);
        }
        else if (request.Tag is null && !_untagged.IsCompleted)
        {
            _untagged = AfterAsync(_untagged, request, fault);
        }
        else
        {
            var run = RunAsync(request, fault);
            if (request.Tag is null) _untagged = run;
        }
        return true;
    }

    private async Task AfterAsync(Task before, CommandRequest request, ReplyFaultPlan? fault)
    {
        await before;
        await RunAsync(request, fault);
    }

    private async Task RunAsync(CommandRequest request, ReplyFaultPlan? fault)
    {
        var stop = _running.Add(request.Tag, _lifetime.Token);
        var ready = load.Begin(stop.Token);
        var call = new CommandCall(router, request, session, new ReplyChannel(_outgoing, ready, fault, request.Tag), stop.Token);
        try
        {
            if (fault?.Refusal(router.Traps) is { } refusal) throw refusal;
            await CommandDispatcher.RunAsync(call);
        }
        catch (TrapException trap)
        {
            await RefuseAsync(call, trap);
        }
        catch (OperationCanceledException)
        {
            if (!_lifetime.IsCancellationRequested) await call.InterruptedAsync();
        }
        catch (Exception error) // the edge: a fault of the simulator itself is told instead of leaving the client waiting
        {
            await RefuseAsync(call, router.Traps.Failure($"simulator error: {error.Message}"));
        }
        finally
        {
            load.End();
            _running.Remove(stop);
            _slots.Release();
        }
    }

    private async Task RefuseAsync(CommandCall call, TrapException trap)
    {
        try
        {
            await call.TrapAsync(trap);
        }
        catch (OperationCanceledException)
        {
            if (!_lifetime.IsCancellationRequested) await call.InterruptedAsync();
        }
    }
}
