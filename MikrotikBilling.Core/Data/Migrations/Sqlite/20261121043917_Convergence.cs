using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Convergence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "BrakeCountsEnds",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<int>(
                name: "BrakeMinimum",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<int>(
                name: "BrakePercent",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: 5);

            migrationBuilder.AddColumn<bool>(
                name: "RepairsDrift",
                table: "SystemSettings",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "SerialNumber",
                table: "Routers",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "Adopts",
                table: "RouterAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "HeldSince",
                table: "RouterAccounts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsByPerson",
                table: "RouterAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "IsHandsOff",
                table: "RouterAccounts",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "ProfilesOnRouters",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProfileId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ProfilesOnRouters", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ProfilesOnRouters_Profiles_ProfileId",
                        column: x => x.ProfileId,
                        principalTable: "Profiles",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ProfilesOnRouters_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReconcileRuns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Repairs = table.Column<bool>(type: "INTEGER", nullable: false),
                    OfRunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    RequestedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FinishedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Error = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    RowsRead = table.Column<int>(type: "INTEGER", nullable: false),
                    Missing = table.Column<int>(type: "INTEGER", nullable: false),
                    Changed = table.Column<int>(type: "INTEGER", nullable: false),
                    Orphaned = table.Column<int>(type: "INTEGER", nullable: false),
                    Conflicting = table.Column<int>(type: "INTEGER", nullable: false),
                    Foreign = table.Column<int>(type: "INTEGER", nullable: false),
                    Repaired = table.Column<int>(type: "INTEGER", nullable: false),
                    IsBraked = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReconcileRuns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ReconcileRuns_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RouterDrifts",
                columns: table => new
                {
                    RouterId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    NextAt = table.Column<long>(type: "INTEGER", nullable: false),
                    NextCause = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ComparedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    LastRunId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Missing = table.Column<int>(type: "INTEGER", nullable: false),
                    Changed = table.Column<int>(type: "INTEGER", nullable: false),
                    Orphaned = table.Column<int>(type: "INTEGER", nullable: false),
                    Conflicting = table.Column<int>(type: "INTEGER", nullable: false),
                    Foreign = table.Column<int>(type: "INTEGER", nullable: false),
                    IsBraked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Error = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    Failures = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RouterDrifts", x => x.RouterId);
                    table.ForeignKey(
                        name: "FK_RouterDrifts_Routers_RouterId",
                        column: x => x.RouterId,
                        principalTable: "Routers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DriftLines",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    TenantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    RunId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Menu = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    SubscriptionId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    Commands = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    EndsSession = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DriftLines", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DriftLines_ReconcileRuns_RunId",
                        column: x => x.RunId,
                        principalTable: "ReconcileRuns",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterAccounts_TenantId_HeldSince",
                table: "RouterAccounts",
                columns: new[] { "TenantId", "HeldSince" },
                filter: "\"HeldSince\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_DriftLines_RunId_Category_Id",
                table: "DriftLines",
                columns: new[] { "RunId", "Category", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_ProfileId",
                table: "ProfilesOnRouters",
                column: "ProfileId");

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_RouterId_Kind_Name",
                table: "ProfilesOnRouters",
                columns: new[] { "RouterId", "Kind", "Name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ProfilesOnRouters_RouterId_Kind_ProfileId",
                table: "ProfilesOnRouters",
                columns: new[] { "RouterId", "Kind", "ProfileId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_RequestedAt",
                table: "ReconcileRuns",
                column: "RequestedAt");

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_RouterId_State",
                table: "ReconcileRuns",
                columns: new[] { "RouterId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_ReconcileRuns_TenantId_RouterId_RequestedAt",
                table: "ReconcileRuns",
                columns: new[] { "TenantId", "RouterId", "RequestedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_RouterDrifts_NextAt",
                table: "RouterDrifts",
                column: "NextAt");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DriftLines");

            migrationBuilder.DropTable(
                name: "ProfilesOnRouters");

            migrationBuilder.DropTable(
                name: "RouterDrifts");

            migrationBuilder.DropTable(
                name: "ReconcileRuns");

            migrationBuilder.DropIndex(
                name: "IX_RouterAccounts_TenantId_HeldSince",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "BrakeCountsEnds",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "BrakeMinimum",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "BrakePercent",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "RepairsDrift",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "SerialNumber",
                table: "Routers");

            migrationBuilder.DropColumn(
                name: "Adopts",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "HeldSince",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "IsByPerson",
                table: "RouterAccounts");

            migrationBuilder.DropColumn(
                name: "IsHandsOff",
                table: "RouterAccounts");
        }
    }
}
