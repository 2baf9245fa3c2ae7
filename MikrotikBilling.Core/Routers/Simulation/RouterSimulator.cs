using System.Security.Cryptography;
using MikrotikBilling.Core.Routers.Simulation.Commands;
using MikrotikBilling.Core.Routers.Simulation.Hotspot;
using MikrotikBilling.Core.Routers.Simulation.Life;
using MikrotikBilling.Core.Routers.Simulation.Serving;
using MikrotikBilling.Core.Routers.Simulation.Tables;

namespace MikrotikBilling.Core.Routers.Simulation;

/// <summary>
/// A simulated MikroTik router: a real server that speaks the RouterOS API over TCP and TLS, with menus, API users, faults on demand
/// and customers that come and go.
/// </summary>
public sealed class RouterSimulator : IAsyncDisposable
{
    private readonly SimulatedRouter _router;
    private readonly ApiServer _server;
    private readonly HotspotHttp? _hotspot;
    private bool _isDown;
    private bool _isDisposed;

    private RouterSimulator(RouterSimulatorOptions options)
    {
        Options = options;
        Password = options.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        Faults = new SimulatorFaults(this);
        _router = new SimulatedRouter(options, Password) { Reboot = downFor => Reboot(downFor) };
        _server = new ApiServer(_router, Faults);
        if (options.HotspotPort is { } port) _hotspot = new HotspotHttp(_router, options.BindAddress, port);
    }

    public RouterSimulatorOptions Options { get; }

    public int Port => _server.Port;

    public int? TlsPort => _server.TlsPort;

    /// <summary>Where devices at its hotspot log in; null where it serves no pages.</summary>
    public int? HotspotPort => _hotspot?.Port;

    /// <summary>Upper-case hex SHA-256 of the certificate on the TLS port.</summary>
    public string CertificateSha256 => _server.Certificate.Sha256;

    public string UserName => Options.UserName;

    public string Password { get; }

    public SimulatorFaults Faults { get; }

    /// <summary>API connections accepted since the start.</summary>
    public int ConnectionsOpened => _server.Opened;

    /// <summary>API connections open now.</summary>
    public int ConnectionsOpen => _server.Open;

    /// <summary>Commands under way now.</summary>
    public int CommandsInFlight => _server.CommandsInFlight;

    public DateTimeOffset BootedAt => _router.BootedAt;

    /// <summary>PPPoE customers online now.</summary>
    public IReadOnlyList<SimulatedSession> PppSessions => _router.Use(() => (IReadOnlyList<SimulatedSession>)
        [.. _router.Life.Ppp.Sessions.Select(session =>
            new SimulatedSession(session.UserName, session.Address, session.Client.CallerId, session.Traffic.StartedAt))]);

    /// <summary>Hotspot users online now.</summary>
    public IReadOnlyList<SimulatedSession> HotspotSessions => _router.Use(() => (IReadOnlyList<SimulatedSession>)
        [.. _router.Life.Hotspot.Sessions.Select(session =>
            new SimulatedSession(session.User, session.Address, session.Mac, session.Traffic.StartedAt))]);

    /// <summary>All commands received, by path.</summary>
    public IReadOnlyDictionary<string, int> CommandCounts => _router.CommandCounts;

    /// <summary>Commands received that change something: add, set, remove, enable, disable, unset, move, comment, reset.</summary>
    public int WriteCount => _router.CommandCounts.Where(count => IsWrite(count.Key)).Sum(count => count.Value);

    internal TimeProvider NetworkClock => Options.NetworkClock;

    public static Task<RouterSimulator> StartAsync(RouterSimulatorOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var simulator = new RouterSimulator(options);
        simulator.Start();
        return Task.FromResult(simulator);
    }

    public int CommandCount(string path) => _router.CommandCounts.GetValueOrDefault(path);

    public void ResetCommandCounts() => _router.CommandCounts.Clear();

    /// <summary>The rows of a menu as an API user with all policies would read them.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string menu) =>
        _router.Use(() => (IReadOnlyList<IReadOnlyDictionary<string, string>>)
        [.. _router.Table(menu).Rows.Select(Print)]);

    /// <summary>The first row with this name (or user, in hotspot menus); null when there is none.</summary>
    public IReadOnlyDictionary<string, string>? Row(string menu, string name) =>
        _router.Use(() => Find(menu, name) is { } row ? Print(row) : null);

    /// <summary>Adds a row by hand, with the checks the API makes. Returns its id. Throws <see cref="InvalidOperationException"/> when the router refuses.</summary>
    public string Add(string menu, params IEnumerable<(string Name, string Value)> values) =>
        Edit(() => TableEditor.Add(_router.Table(menu), ToArguments(values)).Handle);

    /// <summary>Changes a row (by id or name; any name for a menu with one row) by hand.</summary>
    public void Set(string menu, string idOrName, params IEnumerable<(string Name, string Value)> values) => Edit(() =>
    {
        var table = _router.Table(menu);
        TableEditor.Set(table, table.Menu.IsSingleton ? table.Rows[0] : TableEditor.One(table, idOrName), ToArguments(values));
        return "";
    });

    /// <summary>Removes a row by hand; in <c>/ppp/active</c> and <c>/ip/hotspot/active</c> that is a kick.</summary>
    public void Remove(string menu, string idOrName) => Edit(() =>
    {
        var table = _router.Table(menu);
        TableEditor.Remove(table, Find(menu, idOrName) ?? throw _router.Traps.NoSuchItem());
        return "";
    });

    /// <summary>
    /// A customer's PPPoE device starts to dial and stays at it: after a cut it dials again. Without a password it knows whatever the
    /// secret says; with one it may be refused.
    /// </summary>
    public void Dial(string userName, string? password = null, string? callerId = null)
    {
        _router.Use(() => _router.Life.Ppp.Dial(userName, password, callerId, TimeSpan.Zero));
        _router.Use(() => { }); // the call goes through at once
    }

    /// <summary>The customer switches the device off.</summary>
    public void HangUp(string userName) => _router.Use(() => _router.Life.Ppp.HangUp(userName));

    /// <summary>A hotspot user logs in; null when online, otherwise the reason of the refusal. Without a password the right one is used.</summary>
    public string? HotspotLogin(string userName, string? password = null, string? macAddress = null) =>
        _router.Use(() => _router.Life.Hotspot.LogIn(userName, password, macAddress));

    /// <summary>What was uploaded into the hotspot's folder: pages by their names.</summary>
    public void PutHotspotFiles(IReadOnlyDictionary<string, string> files)
    {
        if (_hotspot is not null) _hotspot.Door.Files = files;
    }

    public void HotspotLogout(string userName) => _router.Use(() => _router.Life.Hotspot.LogOut(userName));

    /// <summary>Waits until the predicate holds; it is asked again after every change (rows, commands received, connections).</summary>
    public async Task WaitForAsync(Func<RouterSimulator, bool> predicate, CancellationToken cancellationToken)
    {
        while (true)
        {
            var change = _router.NextChange();
            if (predicate(this)) return;
            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Drops all connections, is away for a while (on <see cref="RouterSimulatorOptions.Clock"/>), and comes back freshly booted.</summary>
    public void Reboot(TimeSpan? downFor = null)
    {
        var time = downFor ?? Options.RebootDuration;
        _isDown = true;
        ListenerStateChanged();
        _server.FinishConnections();
        _router.Use(() =>
        {
            _router.Life.Ppp.EndAll("router-rebooted", redial: false);
            _router.Life.Hotspot.EndAll();
            _router.Life.In(time, () =>
            {
                _router.Life.Restart(_router.Now);
                _isDown = false;
                ListenerStateChanged();
            });
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _router.Life.Stop();
        Faults.ReleaseStalled();
        if (_hotspot is not null) await _hotspot.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal void ListenerStateChanged()
    {
        if (!_isDisposed) _server.Listen(!_isDown && !Faults.RefuseConnections);
    }

    internal void DropConnections() => _server.DropConnections();

    internal void ReplaceCertificate() => _server.Certificate.Replace();

    internal void ShowRows(int? most) => _router.MostRowsShown = most;

    internal void EmptyConfiguration() => _router.Use(_router.Empty);

    private static bool IsWrite(string path) => path[(path.LastIndexOf('/') + 1)..]
        is "add" or "set" or "remove" or "enable" or "disable" or "unset" or "move" or "comment" or "reset-counters" or "reset-counters-all";

    private static Dictionary<string, string> ToArguments(IEnumerable<(string Name, string Value)> values) =>
        values.ToDictionary(value => value.Name, value => value.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Print(Row row) => row.PrintAll().ToDictionary(StringComparer.Ordinal);

    private void Start()
    {
        _router.Use(() =>
        {
            SeededCustomers.Make(_router);
            _router.Life.Start();
        });
        ListenerStateChanged();
    }

    private Row? Find(string menu, string idOrName)
    {
        var table = _router.Table(menu);
        return table.ById(idOrName) ?? table.ByName(idOrName) ?? table.Rows.FirstOrDefault(row => table.Rules.Key(row) == idOrName);
    }

    private string Edit(Func<string> work)
    {
        try
        {
            return _router.Use(work);
        }
        catch (TrapException trap)
        {
            throw new InvalidOperationException(trap.Message, trap);
        }
    }
}

/// <summary>A customer that is online on the simulated router.</summary>
public sealed record SimulatedSession(string UserName, string Address, string MacAddress, DateTimeOffset StartedAt);
